import { systemCaller } from '../../kernel/caller.ts';
import { fromOwnJson } from '../../kernel/json.ts';
import type { JsonObject } from '../../kernel/json.ts';
import type { SeenServer, ToolServerAddress } from '../../kernel/tool-server.ts';
import type { Exposure, RecoveryClass } from '../../kernel/tool.ts';
import type { ReadTx, ToolServerRow } from '../../store/index.ts';
import type { Home } from '../home.ts';
import { mutation } from '../operation.ts';
import type { AgentEnding } from '../ports.ts';
import { toolServersChanged } from './changed-signal.ts';
import { addressOf } from './refresh-tool-server.ts';
import { storeListing } from './store-listing.ts';
import type { ListingChanges } from './store-listing.ts';
import {
  agreedToolsOfAgent,
  lockServer,
  removeServer,
  removeToolsOfServer,
  serverOfAgent,
  serversOfAgent,
  toolOfServer,
} from './tool-server-queries.ts';
import { actionNameOf, natureOf, toolIdOf } from './tool-server.ts';

/** A tool of another server that an agent may use, as a person agreed to it. */
export interface UsableTool {
  readonly serverId: string;
  /** `mcp-<server>`. */
  readonly toolId: string;
  readonly action: string;
  /** Its name at the server. */
  readonly name: string;
  readonly description: string;
  readonly inputSchema: JsonObject;
  readonly recovery: RecoveryClass;
  readonly exposure: Exposure;
  readonly hash: string;
  /** A person said that exactly this definition may be used without asking. */
  readonly isAlwaysAllowed: boolean;
}

/** What an agent may use of its tool servers now; in the order of their names. */
export async function usableTools(tx: ReadTx, agentId: string): Promise<readonly UsableTool[]> {
  const rows = await tx.all(agreedToolsOfAgent, { agent: agentId });
  return rows
    .filter((row) => isAllowed(row, row.name))
    .map((row) => ({
      serverId: row.server_id,
      toolId: toolIdOf(row.server),
      action: actionNameOf(row.server, row.name),
      name: row.name,
      description: row.description,
      inputSchema: fromOwnJson<JsonObject>(row.schema_json),
      ...natureOf(row),
      hash: row.hash,
      isAlwaysAllowed: row.always_hash === row.hash,
    }));
}

function isAllowed({ allowed_json }: Pick<ToolServerRow, 'allowed_json'>, tool: string): boolean {
  return allowed_json === null || fromOwnJson<string[]>(allowed_json).includes(tool);
}

/** Where to call a tool, when it may still be called as it was agreed to at this moment; undefined otherwise. */
export async function callableAt(home: Home, agentId: string, tool: UsableTool): Promise<ToolServerAddress | undefined> {
  return home.read(async (tx) => {
    const row = await tx.first(serverOfAgent, { agent: agentId, id: tool.serverId });
    if (row === undefined || row.status !== 'active' || !isAllowed(row, tool.name)) return undefined;
    const found = await tx.first(toolOfServer, { server: row.id, name: tool.name });
    return found !== undefined && found.hash === tool.hash && found.approved_hash === tool.hash ? addressOf(home, row) : undefined;
  });
}

interface Noticed {
  readonly agentId: string;
  readonly serverId: string;
  readonly seen: SeenServer;
}

const noteNews = mutation<Noticed, { readonly changes: ListingChanges | null; readonly name: string }>({
  grant: null,
  work: async (tx, { home }, { agentId, serverId, seen }) => {
    await tx.run(lockServer, { id: serverId });
    const row = await tx.first(serverOfAgent, { agent: agentId, id: serverId });
    if (row === undefined) return { changes: null, name: '' };
    return { changes: await storeListing(tx, { serverId, seen, now: home.clock.now() }), name: row.name };
  },
  record: ({ changes, name }, { agentId, serverId }) => ({
    event: 'tool_server.changed',
    target: serverId,
    agentId,
    details: { name, ...(changes ?? {}) },
  }),
});

/** Writes down what a server was found to list when a run wanted to call it, so that people see what is different. */
export async function noteServerNews(home: Home, orgId: string, noticed: Noticed): Promise<void> {
  await noteNews({ home, caller: systemCaller(orgId), request: { id: '', ip: '', userAgent: '' } }, noticed);
}

/** An agent's tool servers end with it, with their headers. */
export const dropToolServers: AgentEnding = async (tx, { agentId }) => {
  for (const { id } of await tx.all(serversOfAgent, { agent: agentId })) {
    await tx.run(removeToolsOfServer, { server: id });
    await tx.run(removeServer, { id });
  }
  tx.emit(toolServersChanged);
};
