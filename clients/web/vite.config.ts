// The app, without its service worker, which vite.worker.config.ts bundles as one plain script.
import react from '@vitejs/plugin-react';
import path from 'node:path';
import { defineConfig, type Plugin } from 'vite';

/** Vite finds a worker only where its options stand beside its address. */
const workerOfEngine: Plugin = {
  name: 'worker-of-engine',
  enforce: 'pre',
  transform(code, id) {
    if (!id.endsWith('brygga/dist/index.js')) return null;
    const started = "new Worker(new URL('./worker.js', import.meta.url), options)";
    if (!code.includes(started)) throw new Error(`${id} starts its worker in another way.`);
    return code.replace(started, started.replace('options', "{ type: 'module' }"));
  },
};

export default defineConfig({
  plugins: [workerOfEngine, react()],
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
