import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{server,sdk,cli,dashboard,examples,tools,bench}/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', 'bench/peers/**'],
    pool: 'threads',
    // One shared module graph per worker: our code keeps no module-level state, and the suite runs about ten times faster.
    isolate: false,
    testTimeout: 20_000,
    hookTimeout: 30_000,
    reporters: ['default'],
  },
});
