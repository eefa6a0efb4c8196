import { grantsOfRole } from '../../kernel/caller.ts';
import type { Caller } from '../../kernel/caller.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { ReadTx } from '../../store/index.ts';
import { callerOfKey } from '../credentials/index.ts';
import { roleOf } from '../orgs/index.ts';

const gone = (): Refusal => new Refusal('forbidden', 'launch.caller_gone', 'Who asked for the launch may not act here any more.');

/**
 * Whoever asked for a launch, with what they may do now: a role that was lowered or a key that ended since then counts.
 * @throws Refusal `forbidden` launch.caller_gone
 */
export async function launcherOf(tx: ReadTx, orgId: string, requestedBy: string, nowMs: number): Promise<Caller> {
  const [kind, id = ''] = requestedBy.split(':', 2);
  return kind === 'user' ? personOf(tx, orgId, id) : keyOf(tx, orgId, id, nowMs);
}

async function personOf(tx: ReadTx, orgId: string, userId: string): Promise<Caller> {
  const role = await roleOf(tx, orgId, userId);
  if (role === undefined) throw gone();
  return { kind: 'person', orgId, userId, role, grants: grantsOfRole[role], agentIds: null, loginSessionId: '', csrf: '', signedInAt: 0 };
}

async function keyOf(tx: ReadTx, orgId: string, id: string, nowMs: number): Promise<Caller> {
  try {
    const caller = await callerOfKey(tx, orgId, id, nowMs);
    if (caller !== undefined) return caller;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
  throw gone();
}
