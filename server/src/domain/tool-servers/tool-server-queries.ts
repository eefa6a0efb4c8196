import { insertion, statement } from '../../store/index.ts';
import type { ReadTx, ToolServerRow, ToolServerToolRow } from '../../store/index.ts';

export const toolServers = insertion('tool_servers', [
  'id',
  'org_id',
  'agent_id',
  'name',
  'url',
  'headers_sealed',
  'header_names_json',
  'allowed_json',
  'timeout_ms',
  'status',
  'server_info_json',
  'checked_at',
  'last_error',
  'created_by',
  'created_at',
  'updated_at',
]);

export const serverTools = insertion('tool_server_tools', [
  'server_id',
  'name',
  'title',
  'description',
  'schema_json',
  'annotations_json',
  'hash',
  'approved_hash',
  'approved_by',
  'approved_at',
  'approved_json',
  'seen_at',
  'always_hash',
  'reads_untrusted',
  'sends_outside',
]);

export const serversOfAgent = statement<{ agent: string }, ToolServerRow>((db, arg) =>
  db.selectFrom('tool_servers').selectAll().where('agent_id', '=', arg.agent).orderBy('name'),
);

export const serverOfAgent = statement<{ agent: string; id: string }, ToolServerRow>((db, arg) =>
  db.selectFrom('tool_servers').selectAll().where('agent_id', '=', arg.agent).where('id', '=', arg.id),
);

export const namedServerOfAgent = statement<{ agent: string; name: string }, ToolServerRow>((db, arg) =>
  db.selectFrom('tool_servers').selectAll().where('agent_id', '=', arg.agent).where('name', '=', arg.name),
);

/** Locks a server until the transaction ends, where there are locks; changes nothing. */
export const lockServer = statement<{ id: string }>((db, arg) =>
  db
    .updateTable('tool_servers')
    .set((eb) => ({ updated_at: eb.ref('updated_at') }))
    .where('id', '=', arg.id),
);

export const updateServer = statement<
  Pick<ToolServerRow, 'id' | 'url' | 'header_names_json' | 'timeout_ms' | 'status' | 'updated_at'> & {
    headers_sealed: string | null;
    allowed_json: string | null;
  }
>((db, arg) =>
  db
    .updateTable('tool_servers')
    .set({
      url: arg.url,
      headers_sealed: arg.headers_sealed,
      header_names_json: arg.header_names_json,
      allowed_json: arg.allowed_json,
      timeout_ms: arg.timeout_ms,
      status: arg.status,
      updated_at: arg.updated_at,
    })
    .where('id', '=', arg.id),
);

/** Notes what a listing came to; what is known of the server stays where the listing failed. */
export const noteListing = statement<{ id: string; info: string | null; error: string | null; at: number }>((db, arg) =>
  db
    .updateTable('tool_servers')
    .set((eb) => ({ server_info_json: eb.fn.coalesce(eb.val(arg.info), 'server_info_json'), last_error: arg.error, checked_at: arg.at }))
    .where('id', '=', arg.id),
);

export const removeServer = statement<{ id: string }>((db, arg) => db.deleteFrom('tool_servers').where('id', '=', arg.id));
export const removeToolsOfServer = statement<{ server: string }>((db, arg) =>
  db.deleteFrom('tool_server_tools').where('server_id', '=', arg.server),
);
export const removeTool = statement<{ server: string; name: string }>((db, arg) =>
  db.deleteFrom('tool_server_tools').where('server_id', '=', arg.server).where('name', '=', arg.name),
);

export const toolsOfServer = statement<{ server: string }, ToolServerToolRow>((db, arg) =>
  db.selectFrom('tool_server_tools').selectAll().where('server_id', '=', arg.server).orderBy('name'),
);

export const toolOfServer = statement<{ server: string; name: string }, ToolServerToolRow>((db, arg) =>
  db.selectFrom('tool_server_tools').selectAll().where('server_id', '=', arg.server).where('name', '=', arg.name),
);

/** Tools of an agent that somebody agreed to and that are still the same, of servers in use. */
export const agreedToolsOfAgent = statement<
  { agent: string },
  Omit<ToolServerToolRow, 'server_id' | 'approved_hash' | 'approved_by' | 'approved_at' | 'approved_json' | 'seen_at'> &
    Pick<ToolServerRow, 'allowed_json'> & { server: string; server_id: string }
>((db, arg) =>
  db
    .selectFrom('tool_servers')
    .innerJoin('tool_server_tools', 'tool_server_tools.server_id', 'tool_servers.id')
    .select([
      'tool_server_tools.name',
      'tool_server_tools.title',
      'tool_server_tools.description',
      'tool_server_tools.schema_json',
      'tool_server_tools.annotations_json',
      'tool_server_tools.hash',
      'tool_server_tools.always_hash',
      'tool_server_tools.reads_untrusted',
      'tool_server_tools.sends_outside',
      'tool_servers.allowed_json',
      'tool_servers.name as server',
      'tool_servers.id as server_id',
    ])
    .where('tool_servers.agent_id', '=', arg.agent)
    .where('tool_servers.status', '=', 'active')
    .whereRef('tool_server_tools.approved_hash', '=', 'tool_server_tools.hash')
    .orderBy('tool_servers.name')
    .orderBy('tool_server_tools.name'),
);

export const updateTool = statement<
  Pick<ToolServerToolRow, 'server_id' | 'name' | 'description' | 'schema_json' | 'annotations_json' | 'hash' | 'seen_at'> & {
    title: string | null;
  }
>((db, arg) =>
  db
    .updateTable('tool_server_tools')
    .set({
      title: arg.title,
      description: arg.description,
      schema_json: arg.schema_json,
      annotations_json: arg.annotations_json,
      hash: arg.hash,
      seen_at: arg.seen_at,
    })
    .where('server_id', '=', arg.server_id)
    .where('name', '=', arg.name),
);

export const markGone = statement<{ server: string; name: string }>((db, arg) =>
  db.updateTable('tool_server_tools').set({ hash: '' }).where('server_id', '=', arg.server).where('name', '=', arg.name),
);

/**
 * Agrees to a definition, unless it is another one now; returns how many rows changed. What people said to loosen the rules for another definition
 * ends with that one.
 */
export const approveTool = statement<{ server: string; name: string; hash: string; by: string; at: number; definition: string }>(
  (db, arg) =>
    db
      .updateTable('tool_server_tools')
      .set((eb) => {
        const kept = (column: 'reads_untrusted' | 'sends_outside') =>
          eb
            .case()
            .when('approved_hash', '=', arg.hash)
            .then(eb.ref(column))
            .else(eb.fn<number>('nullif', [column, eb.lit(0)]))
            .end();
        return {
          approved_hash: arg.hash,
          approved_by: arg.by,
          approved_at: arg.at,
          approved_json: arg.definition,
          reads_untrusted: kept('reads_untrusted'),
          sends_outside: kept('sends_outside'),
        };
      })
      .where('server_id', '=', arg.server)
      .where('name', '=', arg.name)
      .where('hash', '=', arg.hash),
);

type ToolRules = Pick<ToolServerToolRow, 'server_id' | 'name'> & {
  always_hash: string | null;
  reads_untrusted: number | null;
  sends_outside: number | null;
};

/** Lets a definition that is agreed to be used without asking; returns how many rows changed. */
export const allowAlways = statement<{ server: string; hash: string }>((db, arg) =>
  db
    .updateTable('tool_server_tools')
    .set({ always_hash: arg.hash })
    .where('server_id', '=', arg.server)
    .where('hash', '=', arg.hash)
    .where('approved_hash', '=', arg.hash),
);

/** Says how a tool is to be treated. */
export const setToolRules = statement<ToolRules>((db, arg) =>
  db
    .updateTable('tool_server_tools')
    .set({ always_hash: arg.always_hash, reads_untrusted: arg.reads_untrusted, sends_outside: arg.sends_outside })
    .where('server_id', '=', arg.server_id)
    .where('name', '=', arg.name),
);

const toolsOfServers = (ids: readonly string[]) => (tx: ReadTx) =>
  tx.query((db) => db.selectFrom('tool_server_tools').selectAll().where('server_id', 'in', ids).orderBy('server_id').orderBy('name'));

/** The tools of some servers, by server. */
export async function toolsByServer(tx: ReadTx, ids: readonly string[]): Promise<ReadonlyMap<string, readonly ToolServerToolRow[]>> {
  if (ids.length === 0) return new Map();
  const rows = await toolsOfServers(ids)(tx);
  return Map.groupBy(rows, (row) => row.server_id);
}
