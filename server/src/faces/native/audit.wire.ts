import { Type } from 'typebox';
import type { Static } from 'typebox';
import { toRfc3339 } from '../../kernel/clock.ts';
import { auditEventPattern, logIdOf } from '../../domain/audit/index.ts';
import type { AuditEntry, AuditFilter, ChainVerdict } from '../../domain/audit/index.ts';
import { jsonObject, nullable, oneOf, plainText, timestamp } from '../kit/index.ts';

const time = (description: string) => Type.Optional(Type.String({ format: 'date-time', maxLength: 40, description }));

/** What entries can be narrowed to. */
export const auditFilter = {
  event: Type.Optional(
    Type.String({ pattern: auditEventPattern, maxLength: 200, description: '`key.created`, or `key.*` for all of a noun' }),
  ),
  actor: Type.Optional(plainText(200, 1, '`user:<id>`, `key:<id>`, `agent:<id>` or `system`')),
  target: Type.Optional(plainText(300, 1)),
  agent: Type.Optional(plainText(200, 1, 'Any address of an agent, also of a deleted one')),
  start: time('Not before'),
  end: time('Not after'),
};
const filterQuery = Type.Object(auditFilter);

export const auditExportQuery = Type.Object({ ...auditFilter, format: Type.Optional(oneOf(['csv', 'jsonl'])) });

export const auditVerifyQuery = Type.Object({
  head: Type.Optional(
    Type.String({
      pattern: '^[1-9][0-9]{0,14}:[0-9a-f]{64}$',
      description: 'A head that was kept elsewhere, `<seq>:<hash>`: the chain must still hold it',
    }),
  ),
});

export const auditEntry = Type.Object({
  id: Type.String({ pattern: '^log_[0-9a-f]{32}$' }),
  seq: nullable(Type.Integer({ description: 'Place in the chain; null for entries from before the chain' })),
  event: Type.String(),
  actor: Type.String(),
  actor_name: nullable(Type.String()),
  target: Type.String(),
  agent_id: nullable(Type.String()),
  at: timestamp,
  ip: Type.String(),
  user_agent: Type.String(),
  request_id: Type.String(),
  details: jsonObject,
  hash: nullable(Type.String()),
});

const chainHead = Type.Object({ seq: Type.Integer(), hash: Type.String() });
const chainBreak = Type.Object({
  id: nullable(Type.String({ description: 'Null where the entry itself is gone' })),
  seq: Type.Integer(),
  reason: oneOf(['content_changed', 'link_broken', 'missing_seq', 'head_mismatch']),
});
export const auditVerdict = Type.Object({
  ok: Type.Boolean(),
  entries: Type.Integer({ description: 'Entries of the chain that hold, up to the first break' }),
  unchained: Type.Integer({ description: 'Entries from before the chain; a number that never grows' }),
  head: nullable(chainHead),
  broken: nullable(chainBreak),
});

const timeOf = (text: string | undefined): number | undefined => (text === undefined ? undefined : Date.parse(text));

export function readAuditFilter({ start, end, ...rest }: Static<typeof filterQuery>): AuditFilter {
  return { ...rest, start: timeOf(start), end: timeOf(end) };
}

export function showAuditEntry(entry: AuditEntry) {
  return {
    id: logIdOf(entry.id),
    seq: entry.seq,
    event: entry.event,
    actor: entry.actor,
    actor_name: entry.actorName,
    target: entry.target,
    agent_id: entry.agentId,
    at: toRfc3339(entry.at),
    ip: entry.ip,
    user_agent: entry.userAgent,
    request_id: entry.requestId,
    details: entry.details,
    hash: entry.hash,
  };
}

export function showVerdict({ entries, unchained, head, broken }: ChainVerdict) {
  return {
    ok: broken === null,
    entries,
    unchained,
    head: head.seq === 0 ? null : head,
    broken: broken === null ? null : { ...broken, id: broken.id === null ? null : logIdOf(broken.id) },
  };
}
