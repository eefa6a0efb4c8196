import { Refusal } from '../../kernel/refusal.ts';
import type { ToolServerToolRow, Tx } from '../../store/index.ts';
import { mutation } from '../operation.ts';
import { toolServersChanged } from './changed-signal.ts';
import { lockedServer, withTools } from './find-tool-server.ts';
import type { ToolServerPlace } from './find-tool-server.ts';
import { allowAlways, lockServer, serverOfAgent, setToolRules, toolOfServer } from './tool-server-queries.ts';
import type { ToolServerWithTools } from './tool-server.ts';

export interface ServerToolRules {
  /** What people say in place of the tool's own hints; null takes it back. */
  readonly readsUntrusted?: boolean | null | undefined;
  readonly sendsOutside?: boolean | null | undefined;
  /** Whether it may be used without asking where the policy is to ask. */
  readonly alwaysAllow?: boolean | undefined;
}

/**
 * Says how a tool is to be treated. What loosens the rules ends when another definition is approved, and all of it with the server.
 * @throws Refusal `not_found` agent.unknown, tool_server.unknown, tool_server.tool_unknown · `conflict` tool_server.tool_changed when it is to be
 * always allowed and is not approved as it is now
 */
export const changeServerTool = mutation<ToolServerPlace & { readonly tool: string; readonly rules: ServerToolRules }, ToolServerWithTools>(
  {
    grant: 'agents:write',
    work: async (tx, { caller }, { tool, rules, ...place }) => {
      const row = await lockedServer(tx, caller, place);
      const found = await tx.first(toolOfServer, { server: row.id, name: tool });
      if (found === undefined) throw new Refusal('not_found', 'tool_server.tool_unknown', `The server lists no tool '${tool}'.`);
      await tx.run(setToolRules, {
        server_id: row.id,
        name: tool,
        always_hash: alwaysHash(found, rules.alwaysAllow),
        reads_untrusted: stated(rules.readsUntrusted, found.reads_untrusted),
        sends_outside: stated(rules.sendsOutside, found.sends_outside),
      });
      tx.emit(toolServersChanged);
      return withTools(tx, row);
    },
    record: (server, { tool, rules }) => ({
      event: 'tool_server.tool_updated',
      target: server.id,
      agentId: server.agentId,
      details: {
        name: server.name,
        tool,
        reads_untrusted: rules.readsUntrusted,
        sends_outside: rules.sendsOutside,
        always_allow: rules.alwaysAllow,
      },
    }),
  },
);

function stated(given: boolean | null | undefined, before: number | null): number | null {
  if (given === undefined) return before;
  return given === null ? null : Number(given);
}

function alwaysHash({ hash, approved_hash, always_hash }: ToolServerToolRow, isAllowed: boolean | undefined): string | null {
  if (isAllowed === undefined) return always_hash;
  if (!isAllowed) return null;
  if (hash === approved_hash) return hash;
  throw toolChanged();
}

export function toolChanged(): Refusal {
  return new Refusal('conflict', 'tool_server.tool_changed', 'The definition of this tool is another one by now; look at it again.');
}

/** What a call of a server's tool is bound to: this very server, and the definition that was agreed to. */
export function pinOf({ serverId, hash }: { readonly serverId: string; readonly hash: string }): string {
  return `${serverId}:${hash}`;
}

/**
 * Lets an agent use a tool without asking from now on, as long as it is described as it was when the agent asked. Returns the server's name.
 * @throws Refusal `conflict` tool_server.tool_changed
 */
export async function allowServerTool(tx: Tx, agentId: string, pin: string): Promise<string> {
  const [id = '', hash = ''] = pin.split(':');
  await tx.run(lockServer, { id });
  const row = await tx.first(serverOfAgent, { agent: agentId, id });
  if (row === undefined || (await tx.run(allowAlways, { server: id, hash })) === 0) throw toolChanged();
  tx.emit(toolServersChanged);
  return row.name;
}
