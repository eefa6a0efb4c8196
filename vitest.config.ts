import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{server,sdk,cli,dashboard,examples,tools,bench}/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', 'bench/peers/**'],
    globalSetup: ['server/test/store-templates.ts'],
    pool: 'threads',
    // Most tests wait for a server, a disk or a page more than they compute, so one worker more than there are cores is used to the full.
    maxWorkers: Math.min(5, availableParallelism() + 1),
    // One shared module graph per worker: our code keeps no module-level state, and the suite runs about ten times faster.
    isolate: false,
    // Node reads our TypeScript by itself, in half the time and as it does where the product runs.
    experimental: { viteModuleRunner: false },
    setupFiles: ['dashboard/test/tsx-hooks.mjs'],
    // Limits are for what hangs; a machine that is busy with other work takes its time, and a green test never waits for its limit.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 30_000 } },
    reporters: ['default'],
  },
});
