import { fromOwnJson } from '../../kernel/json.ts';
import { refuseField } from '../../kernel/refusal.ts';
import { Secret } from '../../kernel/secret.ts';
import type { Sealer } from '../../kernel/secret.ts';
import { statement } from '../../store/index.ts';
import type { ToolServerRow } from '../../store/index.ts';
import type { SealedColumn } from '../sealed-column.ts';

/** Headers as a person gives them; null takes one away. */
export type HeaderChanges = Readonly<Record<string, string | null>>;
export type ServerHeaders = Readonly<Record<string, Secret>>;

const headersMax = 20;
const nameForm = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/;
const valueForm = /^[\u0020-\u007e\u0080-\u00ff]{1,4000}$/;
/** Headers that say how the message itself travels, or belong to the protocol. */
const notTheirs =
  /^(host|connection|keep-alive|transfer-encoding|content-.*|upgrade|expect|te|trailer|proxy-.*|sec-.*|accept.*|mcp-.*|last-event-id|cookie2)$/i;

type Owner = Pick<ToolServerRow, 'id' | 'org_id'>;

/** What the headers of a server are bound to. */
export const headersContext = (row: Owner): string => `tool_servers/headers/${row.org_id}/${row.id}`;

/** Stored headers, opened. */
export function headersOf(sealer: Sealer, row: Owner & Pick<ToolServerRow, 'headers_sealed'>): ServerHeaders {
  if (row.headers_sealed === null) return {};
  const stored = fromOwnJson<Record<string, string>>(sealer.open(row.headers_sealed, headersContext(row)).reveal());
  return Object.fromEntries(Object.entries(stored).map(([name, value]) => [name, new Secret(value)]));
}

/** The stored form of headers and their names, which are no secret. */
export function sealHeaders(
  sealer: Sealer,
  row: Owner,
  headers: ServerHeaders,
): Pick<ToolServerRow, 'headers_sealed' | 'header_names_json'> {
  const names = Object.keys(headers).sort();
  const values = Object.fromEntries(names.map((name) => [name, headers[name]?.reveal() ?? '']));
  return {
    headers_sealed: names.length === 0 ? null : sealer.seal(new Secret(JSON.stringify(values)), headersContext(row)),
    header_names_json: JSON.stringify(names),
  };
}

/**
 * Headers after a change; names are compared without case.
 * @throws Refusal `unprocessable` tool_server.header_invalid
 */
export function changedHeaders(before: ServerHeaders, changes: HeaderChanges): ServerHeaders {
  const after = new Map(Object.entries(before));
  for (const [name, value] of Object.entries(changes)) {
    refuseUnusable(name, value);
    for (const present of after.keys()) if (present.toLowerCase() === name.toLowerCase()) after.delete(present);
    if (value !== null) after.set(name, new Secret(value));
  }
  if (after.size > headersMax) throw refuseHeader('', `A server has at most ${headersMax} headers.`);
  return Object.fromEntries(after);
}

function refuseUnusable(name: string, value: string | null): void {
  if (!nameForm.test(name) || notTheirs.test(name)) throw refuseHeader(name, 'This header cannot be set.');
  if (value !== null && (!valueForm.test(value) || value.trim() !== value))
    throw refuseHeader(name, 'The value has characters that a header cannot hold, or is empty or too long.');
}

function refuseHeader(name: string, detail: string) {
  const pointer = name === '' ? '/headers' : `/headers/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  return refuseField('unprocessable', 'tool_server.header_invalid', pointer, detail);
}

/** Smaller than every id. */
const beforeAll = '00000000-0000-0000-0000-000000000000';

const pageAfter = statement<{ after: string; limit: number }, Owner & { headers_sealed: string | null }>((db, arg) =>
  db
    .selectFrom('tool_servers')
    .select(['id', 'org_id', 'headers_sealed'])
    .where('headers_sealed', 'is not', null)
    .where('id', '>', arg.after)
    .orderBy('id')
    .limit(arg.limit),
);
const replaceHeaders = statement<{ id: string; from: string; to: string }>((db, arg) =>
  db.updateTable('tool_servers').set({ headers_sealed: arg.to }).where('id', '=', arg.id).where('headers_sealed', '=', arg.from),
);

export const sealedToolServerHeaders: SealedColumn = {
  name: 'tool_servers.headers_sealed',
  page: async (tx, after, limit) =>
    (await tx.all(pageAfter, { after: after ?? beforeAll, limit })).flatMap((row) =>
      row.headers_sealed === null ? [] : [{ id: row.id, sealed: row.headers_sealed, context: headersContext(row) }],
    ),
  replace: (tx, change) => tx.run(replaceHeaders, change),
};
