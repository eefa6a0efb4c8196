export { listTools, testTool } from './tools.ts';
export type { ToolTest } from './tools.ts';
