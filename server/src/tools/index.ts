export { findAction, toolDefinitions } from './catalogue.ts';
export { createInputChecker } from './input-check.ts';
export { people } from './people.ts';
export { createToolRunner } from './tool-runner.ts';
export type { BuiltInToolRunner, ToolRunnerOptions } from './tool-runner.ts';
