export { ToolServerClient } from './tool-servers.ts';
export type { ToolServersOptions } from './tool-servers.ts';
