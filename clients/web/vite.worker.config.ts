// The service worker: one plain script, since not all browsers run modules there.
import { defineConfig } from 'vite';

export default defineConfig({
  define: { 'process.env.NODE_ENV': JSON.stringify('production') },
  publicDir: false,
  build: {
    target: 'es2022',
    outDir: 'site',
    emptyOutDir: false,
    lib: { entry: 'src/worker/serviceWorker.ts', formats: ['iife'], name: 'worker', fileName: () => 'serviceWorker.js' },
  },
});
