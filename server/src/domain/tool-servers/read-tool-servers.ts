import { visibleAgent } from '../agents/index.ts';
import { query } from '../operation.ts';
import { serversOfAgent, toolsByServer } from './tool-server-queries.ts';
import { toServerTool, toToolServer } from './tool-server.ts';
import type { ToolServerWithTools } from './tool-server.ts';

/** An agent's tool servers with what they offer, by name; never a value of a header. @throws Refusal `not_found` agent.unknown */
export const listToolServers = query<string, readonly ToolServerWithTools[]>({
  grant: 'agents:read',
  work: async (tx, { caller }, address) => {
    const agent = await visibleAgent(tx, caller, address);
    const rows = await tx.all(serversOfAgent, { agent: agent.id });
    const tools = await toolsByServer(
      tx,
      rows.map((row) => row.id),
    );
    return rows.map((row) => {
      const server = toToolServer(row);
      return { ...server, tools: (tools.get(row.id) ?? []).map((tool) => toServerTool(server, tool)) };
    });
  },
});
