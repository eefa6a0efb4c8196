import { hashOfTool } from '../../kernel/tool-server.ts';
import type { SeenServer, SeenTool } from '../../kernel/tool-server.ts';
import type { ToolServerToolRow, Tx } from '../../store/index.ts';
import { toolServersChanged } from './changed-signal.ts';
import { approveTool, markGone, noteListing, removeTool, serverTools, toolsOfServer, updateTool } from './tool-server-queries.ts';
import { goneHash } from './tool-server.ts';

/** Definitions that were agreed to and are kept although the server does not list them any more. */
const goneMax = 200;

/** How many tools of a server are now otherwise than before. */
export interface ListingChanges {
  readonly added: number;
  readonly changed: number;
  readonly gone: number;
}

interface Listing {
  readonly serverId: string;
  readonly seen: SeenServer;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Writes down what a server lists, inside a running transaction. What was agreed to stays agreed to only where the definition is the same. */
export async function storeListing(tx: Tx, { serverId, seen, now }: Listing): Promise<ListingChanges> {
  const before = await tx.all(toolsOfServer, { server: serverId });
  const rows = new Map(before.map((row) => [row.name, row]));
  const added = seen.tools.filter((tool) => !rows.has(tool.name));
  const changed = seen.tools.filter((tool) => {
    const row = rows.get(tool.name);
    return row !== undefined && row.hash !== hashOfTool(tool);
  });
  await tx.insert(
    serverTools,
    added.map((tool) => ({
      ...columnsOf(serverId, tool, now),
      approved_hash: null,
      approved_by: null,
      approved_at: null,
      approved_json: null,
      always_hash: null,
      reads_untrusted: null,
      sends_outside: null,
    })),
  );
  for (const tool of changed) await tx.run(updateTool, columnsOf(serverId, tool, now));
  const gone = await takeAway(tx, serverId, goneOf(before, seen));
  const error = seen.leftOut === 0 ? null : `${seen.leftOut} of its tools were left out: too large, too many, or without a usable name.`;
  await tx.run(noteListing, { id: serverId, info: JSON.stringify(seen.server), error, at: now });
  tx.emit(toolServersChanged);
  return { added: added.length, changed: changed.length, gone };
}

function columnsOf(serverId: string, tool: SeenTool, now: number) {
  return {
    server_id: serverId,
    name: tool.name,
    title: tool.title,
    description: tool.description,
    schema_json: JSON.stringify(tool.inputSchema),
    annotations_json: JSON.stringify(tool.annotations),
    hash: hashOfTool(tool),
    seen_at: now,
  };
}

function goneOf(before: readonly ToolServerToolRow[], { tools }: SeenServer): readonly ToolServerToolRow[] {
  const listed = new Set(tools.map((tool) => tool.name));
  return before.filter((row) => !listed.has(row.name));
}

async function takeAway(tx: Tx, server: string, gone: readonly ToolServerToolRow[]): Promise<number> {
  const agreed = gone.filter((row) => row.approved_hash !== null).sort((a, b) => (b.approved_at ?? 0) - (a.approved_at ?? 0));
  const kept = new Set(agreed.slice(0, goneMax).map((row) => row.name));
  for (const { name } of gone) await tx.run(kept.has(name) ? markGone : removeTool, { server, name });
  return gone.filter((row) => row.hash !== goneHash).length;
}

/** Agrees to everything that was just seen, inside the same transaction. */
export async function approveListing(tx: Tx, { serverId, seen, now }: Listing, by: string): Promise<void> {
  for (const tool of seen.tools) {
    const { title, description, inputSchema, annotations } = tool;
    const definition = JSON.stringify({ title, description, inputSchema, annotations });
    await tx.run(approveTool, { server: serverId, name: tool.name, hash: hashOfTool(tool), by, at: now, definition });
  }
}
