import { callerIdentity } from '../../kernel/caller.ts';
import { ToolServerFault } from '../../kernel/tool-server.ts';
import type { SeenServer, ToolServerAddress } from '../../kernel/tool-server.ts';
import type { ToolServerRow } from '../../store/index.ts';
import type { At, Home } from '../home.ts';
import { mutation, query } from '../operation.ts';
import { lockedServer, visibleServer, withTools } from './find-tool-server.ts';
import type { ToolServerPlace } from './find-tool-server.ts';
import { headersOf } from './server-headers.ts';
import { approveListing, storeListing } from './store-listing.ts';
import type { ListingChanges } from './store-listing.ts';
import { noteListing } from './tool-server-queries.ts';
import type { ToolServerWithTools } from './tool-server.ts';

/** Where a stored server is, with its headers opened. */
export function addressOf({ sealer }: Pick<Home, 'sealer'>, row: ToolServerRow): ToolServerAddress {
  return {
    id: row.id,
    orgId: row.org_id,
    revision: row.updated_at,
    url: row.url,
    headers: headersOf(sealer, row),
    timeoutMs: row.timeout_ms,
  };
}

const readAddress = query<ToolServerPlace, ToolServerAddress>({
  grant: 'agents:write',
  work: async (tx, { caller, home }, place) => addressOf(home, await visibleServer(tx, caller, place)),
});

interface Asked extends ToolServerPlace {
  readonly revision: number;
  readonly answer: SeenServer | ToolServerFault;
  readonly approves: boolean;
}

interface Refreshed {
  readonly server: ToolServerWithTools;
  readonly changes: ListingChanges | null;
}

const noteAnswer = mutation<Asked, Refreshed>({
  grant: 'agents:write',
  work: async (tx, { caller, home }, { answer, approves, revision, ...place }) => {
    const row = await lockedServer(tx, caller, place);
    const now = home.clock.now();
    // It was changed while it was asked, so what it answered is about another one.
    if (row.updated_at !== revision) return { server: await withTools(tx, row), changes: null };
    if (answer instanceof ToolServerFault) {
      await tx.run(noteListing, { id: row.id, info: null, error: answer.message, at: now });
      return { server: await withTools(tx, await visibleServer(tx, caller, place)), changes: null };
    }
    const listing = { serverId: row.id, seen: answer, now };
    const changes = await storeListing(tx, listing);
    if (approves) await approveListing(tx, listing, callerIdentity(caller));
    return { server: await withTools(tx, await visibleServer(tx, caller, place)), changes };
  },
  record: ({ server, changes }, { answer, approves }) => ({
    event: 'tool_server.refreshed',
    target: server.id,
    agentId: server.agentId,
    details: {
      name: server.name,
      ...(changes ?? {}),
      ...(answer instanceof ToolServerFault ? { error: answer.message } : { approved_all: approves }),
    },
  }),
});

/**
 * Asks a server again what its tools are. One that does not answer keeps what it had, and its fault is in `lastError`.
 * @throws Refusal `not_found` agent.unknown, tool_server.unknown · `limited` request.too_many
 */
export const refreshToolServer = Object.assign(
  async (at: At, place: ToolServerPlace & { readonly approves?: boolean | undefined }): Promise<ToolServerWithTools> => {
    const { agent, server, approves = false } = place;
    const address = await readAddress(at, { agent, server });
    const answer = await at.home.toolServers.list(address).catch((error: unknown) => {
      if (error instanceof ToolServerFault) return error;
      throw error;
    });
    const { server: after } = await noteAnswer(at, { agent, server, answer, approves, revision: address.revision });
    return after;
  },
  { grant: 'agents:write' as const },
);
