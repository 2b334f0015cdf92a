import { defineConfig } from 'vite';

/** The server host, for plain Node: our own code in one place, packages left in node_modules. */
export default defineConfig({
  build: {
    ssr: true,
    target: 'node24',
    outDir: 'out/server',
    emptyOutDir: true,
    minify: false,
    rollupOptions: {
      input: { index: 'src/server/index.ts', 'inference-worker': 'src/server/inference-worker.ts' },
    },
  },
});
