import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{server,sdk,cli,dashboard,examples,tools,bench}/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', 'bench/peers/**'],
    pool: 'threads',
    // Most tests wait for a server, a disk or a page more than they compute; more workers than this would make them wait for each other.
    maxWorkers: Math.min(4, Math.max(2, availableParallelism())),
    // One shared module graph per worker: our code keeps no module-level state, and the suite runs about ten times faster.
    isolate: false,
    testTimeout: 20_000,
    hookTimeout: 30_000,
    reporters: ['default'],
  },
});
