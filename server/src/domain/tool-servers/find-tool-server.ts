import type { Caller } from '../../kernel/caller.ts';
import { isUuid } from '../../kernel/id.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { ReadTx, ToolServerRow, Tx } from '../../store/index.ts';
import { visibleAgent } from '../agents/index.ts';
import { lockServer, serverOfAgent, toolsOfServer } from './tool-server-queries.ts';
import { toServerTool, toToolServer } from './tool-server.ts';
import type { ToolServerWithTools } from './tool-server.ts';

/** A tool server by its agent, in any form of address, and its own UUID. */
export interface ToolServerPlace {
  readonly agent: string;
  readonly server: string;
}

/** @throws Refusal `not_found` agent.unknown, tool_server.unknown */
export async function visibleServer(tx: ReadTx, caller: Caller, { agent, server }: ToolServerPlace): Promise<ToolServerRow> {
  const { id } = await visibleAgent(tx, caller, agent);
  const row = isUuid(server) ? await tx.first(serverOfAgent, { agent: id, id: server.toLowerCase() }) : undefined;
  if (row === undefined) throw new Refusal('not_found', 'tool_server.unknown', 'The agent has no such tool server.');
  return row;
}

/** The same, locked until the transaction ends. @throws Refusal as `visibleServer` */
export async function lockedServer(tx: Tx, caller: Caller, place: ToolServerPlace): Promise<ToolServerRow> {
  const { id } = await visibleServer(tx, caller, place);
  await tx.run(lockServer, { id });
  return visibleServer(tx, caller, place);
}

export async function withTools(tx: ReadTx, row: ToolServerRow): Promise<ToolServerWithTools> {
  const server = toToolServer(row);
  const tools = await tx.all(toolsOfServer, { server: row.id });
  return { ...server, tools: tools.map((tool) => toServerTool(server, tool)) };
}
