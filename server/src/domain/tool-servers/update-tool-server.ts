import type { ToolServerRow } from '../../store/index.ts';
import type { At } from '../home.ts';
import { mutation } from '../operation.ts';
import { checkAddress, factsOf } from './add-tool-server.ts';
import { toolServersChanged } from './changed-signal.ts';
import { lockedServer, withTools } from './find-tool-server.ts';
import type { ToolServerPlace } from './find-tool-server.ts';
import { refreshToolServer } from './refresh-tool-server.ts';
import { changedHeaders, headersOf, sealHeaders } from './server-headers.ts';
import type { HeaderChanges } from './server-headers.ts';
import { removeServer, removeToolsOfServer, updateServer } from './tool-server-queries.ts';
import { toToolServer } from './tool-server.ts';
import type { ToolServer, ToolServerStatus, ToolServerWithTools } from './tool-server.ts';

export interface ToolServerChanges {
  readonly url?: string | undefined;
  readonly headers?: HeaderChanges | undefined;
  readonly allowed?: readonly string[] | null | undefined;
  readonly timeoutMs?: number | undefined;
  readonly status?: ToolServerStatus | undefined;
}

interface Updated {
  readonly server: ToolServerWithTools;
  /** It is reached otherwise now, so that it has to be asked again. */
  readonly isMoved: boolean;
}

const changeServer = mutation<ToolServerPlace & { readonly changes: ToolServerChanges }, Updated>({
  grant: 'agents:write',
  work: async (tx, { home, caller }, { changes, ...place }) => {
    const row = await lockedServer(tx, caller, place);
    const url = changes.url === undefined || changes.url === row.url ? row.url : checkAddress(home, changes.url);
    const isElsewhere = new URL(url).origin !== new URL(row.url).origin;
    // Headers and approvals were meant for the origin that they were given for.
    const before = isElsewhere ? {} : headersOf(home.sealer, row);
    const changed: ToolServerRow = {
      ...row,
      url,
      ...sealHeaders(home.sealer, row, changedHeaders(before, changes.headers ?? {})),
      allowed_json: changes.allowed === undefined ? row.allowed_json : changes.allowed === null ? null : JSON.stringify(changes.allowed),
      timeout_ms: changes.timeoutMs ?? row.timeout_ms,
      status: changes.status ?? row.status,
      updated_at: Math.max(home.clock.now(), row.updated_at + 1),
    };
    const { id, headers_sealed, header_names_json, allowed_json, timeout_ms, status, updated_at } = changed;
    await tx.run(updateServer, { id, url, headers_sealed, header_names_json, allowed_json, timeout_ms, status, updated_at });
    if (isElsewhere) await tx.run(removeToolsOfServer, { server: id });
    tx.emit(toolServersChanged);
    const isMoved = status === 'active' && (url !== row.url || changes.headers !== undefined);
    return { server: await withTools(tx, changed), isMoved };
  },
  record: ({ server }) => ({ event: 'tool_server.updated', target: server.id, agentId: server.agentId, details: factsOf(server) }),
});

/**
 * Changes how a server is reached and used. Another origin makes it forget headers and approvals, which were not meant for it; another address
 * or other headers make it be asked for its tools again.
 * @throws Refusal `not_found` agent.unknown, tool_server.unknown · `unprocessable` tool_server.address_forbidden, tool_server.header_invalid ·
 * `limited` request.too_many
 */
export const updateToolServer = Object.assign(
  async (at: At, input: ToolServerPlace & { readonly changes: ToolServerChanges }): Promise<ToolServerWithTools> => {
    const { server, isMoved } = await changeServer(at, input);
    return isMoved ? refreshToolServer(at, { agent: server.agentId, server: server.id }) : server;
  },
  { grant: 'agents:write' as const },
);

/** Takes a server away from its agent, with its headers and what was agreed to. @throws Refusal `not_found` agent.unknown, tool_server.unknown */
export const removeToolServer = mutation<ToolServerPlace, ToolServer>({
  grant: 'agents:write',
  work: async (tx, { caller }, place) => {
    const row = await lockedServer(tx, caller, place);
    await tx.run(removeToolsOfServer, { server: row.id });
    await tx.run(removeServer, { id: row.id });
    tx.emit(toolServersChanged);
    return toToolServer(row);
  },
  record: (server) => ({ event: 'tool_server.removed', target: server.id, agentId: server.agentId, details: factsOf(server) }),
});
