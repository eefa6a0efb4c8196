import { callerIdentity } from '../../kernel/caller.ts';
import type { Caller } from '../../kernel/caller.ts';
import { newId } from '../../kernel/id.ts';
import type { ChangeRecord } from '../../kernel/operation.ts';
import type { Tx } from '../../store/index.ts';
import { announce, topicOf } from '../changed.ts';
import type { At } from '../home.ts';
import { appendToChain } from './append-to-chain.ts';
import type { NewAuditEntry } from './append-to-chain.ts';

/**
 * Records who changed what, in the transaction of the change itself and as its last statement: the organisation's chain stays locked until the
 * commit. Called by operations, never by nouns.
 */
export async function writeAuditEntry(tx: Tx, at: At, record: ChangeRecord): Promise<void> {
  const now = at.home.clock.now();
  const entry: NewAuditEntry = {
    id: newId(now),
    org_id: at.caller.orgId,
    actor: callerIdentity(at.caller),
    event: record.event,
    target: record.target,
    at: now,
    ip: at.request.ip,
    user_agent: at.request.userAgent,
    request_id: at.request.id,
    details_json: JSON.stringify(record.details),
    agent_id: record.agentId === undefined ? ownAgent(at.caller) : record.agentId,
  };
  const topic = topicOf(record.event);
  if (topic !== undefined) announce(tx, { orgId: entry.org_id, topic, id: record.target });
  await appendToChain(tx, entry.org_id, [entry]);
}

/** The agent that a caller acts as. */
function ownAgent(caller: Caller): string | null {
  return caller.kind === 'apiKey' || caller.kind === 'agentToken' || caller.kind === 'recovery' ? caller.agentId : null;
}
