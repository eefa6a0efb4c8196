import { callerIdentity } from '../../kernel/caller.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { mutation } from '../operation.ts';
import { toolServersChanged } from './changed-signal.ts';
import { lockedServer, withTools } from './find-tool-server.ts';
import type { ToolServerPlace } from './find-tool-server.ts';
import { toolChanged } from './server-tool-rules.ts';
import { approveTool, toolOfServer } from './tool-server-queries.ts';
import { descriptionOf, goneHash } from './tool-server.ts';
import type { ToolServerWithTools } from './tool-server.ts';

export interface ServerToolApproval extends ToolServerPlace {
  readonly tool: string;
  /** Of the definition that the person saw. */
  readonly hash: string;
}

/**
 * Agrees to a tool as it was seen. The agent may use it until the server describes it otherwise.
 * @throws Refusal `not_found` agent.unknown, tool_server.unknown, tool_server.tool_unknown · `conflict` tool_server.tool_changed when the
 * definition is another one now
 */
export const approveServerTool = mutation<ServerToolApproval, ToolServerWithTools>({
  grant: 'agents:write',
  work: async (tx, { caller, home }, { tool, hash, ...place }) => {
    const row = await lockedServer(tx, caller, place);
    const found = await tx.first(toolOfServer, { server: row.id, name: tool });
    if (found === undefined || found.hash === goneHash)
      throw new Refusal('not_found', 'tool_server.tool_unknown', `The server lists no tool '${tool}'.`);
    const definition = JSON.stringify(descriptionOf(found));
    const by = callerIdentity(caller);
    const changed = await tx.run(approveTool, { server: row.id, name: tool, hash, by, at: home.clock.now(), definition });
    if (changed === 0) throw toolChanged();
    tx.emit(toolServersChanged);
    return withTools(tx, row);
  },
  record: (server, { tool, hash }) => ({
    event: 'tool_server.tool_approved',
    target: server.id,
    agentId: server.agentId,
    details: { name: server.name, tool, hash },
  }),
});
