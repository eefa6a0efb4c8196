import { callerIdentity } from '../../kernel/caller.ts';
import { newId } from '../../kernel/id.ts';
import { Refusal, refuseField } from '../../kernel/refusal.ts';
import type { ToolServerRow } from '../../store/index.ts';
import { lockedAgent, refusePerson } from '../agents/index.ts';
import type { At, Home } from '../home.ts';
import { mutation } from '../operation.ts';
import { refreshToolServer } from './refresh-tool-server.ts';
import { changedHeaders, sealHeaders } from './server-headers.ts';
import { namedServerOfAgent, serversOfAgent, toolServers } from './tool-server-queries.ts';
import { serversMax, timeoutMsDefault, toToolServer } from './tool-server.ts';
import type { ToolServer, ToolServerWithTools } from './tool-server.ts';

export interface NewToolServer {
  readonly agent: string;
  readonly name: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly allowed?: readonly string[] | null | undefined;
  readonly timeoutMs?: number | undefined;
  /** Agrees to every tool that the server lists in answer to this. */
  readonly approve?: 'all' | undefined;
}

/** Refuses an address that could never be reached. @throws Refusal `unprocessable` tool_server.address_forbidden */
export function checkAddress(home: Home, url: string): string {
  const problem = home.checkFetchUrl(url);
  if (problem === null) return url;
  const why = problem === 'Address is not allowed' ? 'Only public addresses on the ports 80, 443, 8080 and 8443 are allowed' : problem;
  throw refuseField('unprocessable', 'tool_server.address_forbidden', '/url', `${why}.`);
}

const insertServer = mutation<NewToolServer, ToolServer>({
  grant: 'agents:write',
  work: async (tx, { home, caller }, input) => {
    const agent = await lockedAgent(tx, caller, input.agent);
    refusePerson(agent);
    if ((await tx.first(namedServerOfAgent, { agent: agent.id, name: input.name })) !== undefined)
      throw new Refusal('conflict', 'tool_server.exists', `The agent has a tool server '${input.name}' already.`);
    if ((await tx.all(serversOfAgent, { agent: agent.id })).length >= serversMax)
      throw new Refusal('conflict', 'tool_server.too_many', `An agent has at most ${serversMax} tool servers.`);
    const now = home.clock.now();
    const owner = { id: newId(now), org_id: caller.orgId };
    const row: ToolServerRow = {
      ...owner,
      agent_id: agent.id,
      name: input.name,
      url: checkAddress(home, input.url),
      ...sealHeaders(home.sealer, owner, changedHeaders({}, input.headers ?? {})),
      allowed_json: input.allowed === undefined || input.allowed === null ? null : JSON.stringify(input.allowed),
      timeout_ms: input.timeoutMs ?? timeoutMsDefault,
      status: 'active',
      server_info_json: null,
      checked_at: null,
      last_error: null,
      created_by: callerIdentity(caller),
      created_at: now,
      updated_at: now,
    };
    await tx.insert(toolServers, [row]);
    return toToolServer(row);
  },
  record: (server) => ({ event: 'tool_server.added', target: server.id, agentId: server.agentId, details: factsOf(server) }),
});

/**
 * Gives an agent a tool server and asks it for its tools. None of them can be used before somebody agrees to it, unless `approve` says so for
 * what this answer shows. One that does not answer is kept, with the fault in `lastError`.
 * @throws Refusal `not_found` agent.unknown · `conflict` agent.is_person, tool_server.exists, tool_server.too_many ·
 * `unprocessable` tool_server.address_forbidden, tool_server.header_invalid · `limited` request.too_many
 */
export const addToolServer = Object.assign(
  async (at: At, input: NewToolServer): Promise<ToolServerWithTools> => {
    const { id, agentId } = await insertServer(at, input);
    return refreshToolServer(at, { agent: agentId, server: id, approves: input.approve === 'all' });
  },
  { grant: 'agents:write' as const },
);

/** What the audit trail says about a server; the path of its address may hold a secret. */
export function factsOf(server: ToolServer): Readonly<Record<string, unknown>> {
  const { name, url, headerNames, allowed, timeoutMs, status } = server;
  return { name, host: new URL(url).host, headers: headerNames, allowed, timeout_ms: timeoutMs, status };
}
