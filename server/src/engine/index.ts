export type { EngineDeps, LiveLog } from './deps.ts';
export { defaultLimits, RunEngine } from './engine.ts';
export type { EngineLimits } from './engine.ts';
