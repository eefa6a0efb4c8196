export { isActiveProfile, isOfActiveAgent } from './active-agents.ts';
export { containsText } from './contains-text.ts';
export { openStore } from './open.ts';
export type { StoreLocation } from './open.ts';
export type { ReadTx, Signal, Store, Tx } from './store.ts';
export { insertion, statement } from './statement.ts';
export type { Builder } from './statement.ts';
export type * from './tables.ts';
export { isUnfinishedRun } from './open-runs.ts';
