export { Dispatcher } from './dispatcher.ts';
export type { DispatcherLimits } from './dispatcher.ts';
export { createModelProbe } from './model-probe.ts';
export type { EngineDeps, LiveLog } from './deps.ts';
export { defaultLimits, RunEngine } from './engine.ts';
export type { EngineLimits } from './engine.ts';
export { InteractionKeeper } from './interaction-keeper.ts';
export { TaskKeeper } from './task-keeper.ts';
export type { KeeperTimes } from './task-keeper.ts';
