import type { CallOptions } from '../transport/call.ts';
import { path } from '../transport/call.ts';
import type { Transport } from '../transport/transport.ts';
import type { ServerToolUpdate, ToolServer, ToolServerCreate, ToolServerUpdate } from '../types.ts';

/** Servers of other people whose tools an agent may use, each tool as somebody approved it. */
export interface ToolServers {
  readonly list: (agent: string, options?: CallOptions) => Promise<readonly ToolServer[]>;
  /** Adds a server and asks it for its tools; one that does not answer is kept, with `last_error`. */
  readonly add: (agent: string, fields: ToolServerCreate, options?: CallOptions) => Promise<ToolServer>;
  readonly update: (agent: string, server: string, fields: ToolServerUpdate, options?: CallOptions) => Promise<ToolServer>;
  readonly remove: (agent: string, server: string, options?: CallOptions) => Promise<void>;
  /** Asks the server again what its tools are. */
  readonly refresh: (agent: string, server: string, options?: CallOptions) => Promise<ToolServer>;
  /** Approves a tool as its hash says; throws ConflictError when it is described otherwise by now. */
  readonly approve: (
    agent: string,
    server: string,
    tool: { readonly name: string; readonly hash: string },
    options?: CallOptions,
  ) => Promise<ToolServer>;
  /** Says how a tool is to be treated. */
  readonly updateTool: (
    agent: string,
    server: string,
    tool: string,
    fields: ServerToolUpdate,
    options?: CallOptions,
  ) => Promise<ToolServer>;
}

/** A server may take two minutes to answer the one who asks it. */
const askingMs = 150_000;

export function toolServersOf(transport: Transport): ToolServers {
  return {
    list: async (agent, options) =>
      (
        await transport.json<{ readonly data: readonly ToolServer[] }>({
          method: 'GET',
          path: path`/v1/agents/${agent}/tool-servers`,
          options,
        })
      ).data,
    add: (agent, body, options) =>
      transport.json({ method: 'POST', path: path`/v1/agents/${agent}/tool-servers`, body, timeoutMs: askingMs, options }),
    update: (agent, server, body, options) =>
      transport.json({ method: 'PATCH', path: path`/v1/agents/${agent}/tool-servers/${server}`, body, timeoutMs: askingMs, options }),
    remove: (agent, server, options) =>
      transport.empty({ method: 'DELETE', path: path`/v1/agents/${agent}/tool-servers/${server}`, options }),
    refresh: (agent, server, options) =>
      transport.json({ method: 'POST', path: path`/v1/agents/${agent}/tool-servers/${server}/refresh`, timeoutMs: askingMs, options }),
    approve: (agent, server, { name, hash }, options) =>
      transport.json({
        method: 'POST',
        path: path`/v1/agents/${agent}/tool-servers/${server}/tools/${name}/approve`,
        body: { hash },
        options,
      }),
    updateTool: (agent, server, tool, body, options) =>
      transport.json({ method: 'PATCH', path: path`/v1/agents/${agent}/tool-servers/${server}/tools/${tool}`, body, options }),
  };
}
