import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

/** The desktop program: main, preload and the interface. The server host is built by vite.server.config.ts. */
export default defineConfig({
  main: { build: { rollupOptions: { input: { index: 'src/main/index.ts' } } } },
  preload: { build: { rollupOptions: { input: { index: 'src/preload/index.ts' }, output: { format: 'cjs' } } } },
  renderer: {
    root: 'src/renderer',
    plugins: [react()],
    build: { outDir: 'out/renderer', rollupOptions: { input: 'src/renderer/index.html' } },
  },
});
