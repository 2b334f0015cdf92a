import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

/** The desktop program: main, preload and the interface. The server host is built by vite.server.config.ts. */
export default defineConfig({
  main: {
    build: {
      rollupOptions: { input: { index: 'src/main/index.ts', 'inference-worker': 'src/main/inference-worker.ts' } },
    },
  },
  preload: { build: { rollupOptions: { input: { index: 'src/preload/index.ts' }, output: { format: 'cjs' } } } },
  renderer: {
    root: 'src/renderer',
    plugins: [
      react(),
      // The engine serves the page also under deep addresses such as /replay/…; relative addresses of its parts would break there.
      { name: 'vigil-absolute-base', enforce: 'post', config: () => ({ base: '/' }) },
    ],
    build: { outDir: 'out/renderer', rollupOptions: { input: 'src/renderer/index.html' } },
  },
});
