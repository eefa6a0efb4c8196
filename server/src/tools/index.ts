export { findAction, toolDefinitions } from './catalogue.ts';
export { createToolRunner } from './tool-runner.ts';
export type { BuiltInToolRunner, ToolRunnerOptions } from './tool-runner.ts';
