import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const serverUrl = process.env['DEV_SERVER_URL'] ?? 'http://127.0.0.1:3001';
const proxied = ['/api', '/v1', '/docs', '/openapi.json', '/healthz', '/readyz', '/metrics'];

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [react(), tailwindcss()],
  server: { proxy: Object.fromEntries(proxied.map((path) => [path, { target: serverUrl, changeOrigin: false }])) },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    assetsDir: 'assets',
    // Nothing may become a data: URL or an inline script: the page's content security policy refuses both.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/, priority: 2 },
            // A few files pack smaller than many: what every page needs, and the small parts that many pages share.
            { name: 'base', tags: ['$initial'], priority: 1 },
            { name: 'ui', test: /src[\\/](?:ui[\\/](?!modal|toggle|data-table)|format[\\/])|lucide-react/, minShareCount: 3 },
          ],
        },
      },
    },
  },
});
