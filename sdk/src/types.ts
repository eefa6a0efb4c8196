/** Every shape of the native API, grouped by noun. The wire is snake_case and so are these. */
export type * from './types/account.ts';
export type * from './types/agent.ts';
export type * from './types/audit.ts';
export type * from './types/credential.ts';
export type * from './types/event.ts';
export type * from './types/execute.ts';
export type * from './types/json.ts';
export type * from './types/org.ts';
export type * from './types/profile.ts';
export type * from './types/run.ts';
export type * from './types/session.ts';
export type * from './types/sign-in.ts';
export type * from './types/tool.ts';
