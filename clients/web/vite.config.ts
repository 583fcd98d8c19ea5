// The app, without its service worker, which vite.worker.config.ts bundles as one plain script.
import react from '@vitejs/plugin-react';
import path from 'node:path';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { brygga: path.resolve('brygga/dist/index.js') } },
  build: {
    target: 'es2022',
    outDir: 'site',
    assetsDir: 'a',
    // The policy allows no data: in its sources, and modules are kept one by one.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1000,
  },
  worker: { format: 'es' },
});
