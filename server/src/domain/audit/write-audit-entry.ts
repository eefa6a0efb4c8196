import { callerIdentity } from '../../kernel/caller.ts';
import { newId } from '../../kernel/id.ts';
import type { ChangeRecord } from '../../kernel/operation.ts';
import { insertion } from '../../store/index.ts';
import type { Tx } from '../../store/index.ts';
import type { At } from '../home.ts';

const entries = insertion('audit_entries', [
  'id',
  'org_id',
  'actor',
  'event',
  'target',
  'at',
  'ip',
  'user_agent',
  'request_id',
  'details_json',
]);

/** Records who changed what, in the transaction of the change itself. Called by operations, never by nouns. */
export async function writeAuditEntry(tx: Tx, at: At, record: ChangeRecord): Promise<void> {
  const now = at.home.clock.now();
  await tx.insert(entries, [
    {
      id: newId(now),
      org_id: at.caller.orgId,
      actor: callerIdentity(at.caller),
      event: record.event,
      target: record.target,
      at: now,
      ip: at.request.ip,
      user_agent: at.request.userAgent.slice(0, 300),
      request_id: at.request.id,
      details_json: JSON.stringify(record.details),
      agent_id: null,
      seq: null,
      prev_hash: null,
      hash: null,
    },
  ]);
}
