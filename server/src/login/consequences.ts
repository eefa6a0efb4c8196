import { sql } from 'kysely';
import { systemCaller } from '../kernel/caller.ts';
import type { ChangeRecord } from '../kernel/operation.ts';
import { writeAuditEntry } from '../domain/audit/index.ts';
import { findHomeMember } from '../domain/people/index.ts';
import type { Tx } from '../store/index.ts';
import { rowsOf } from './rows.ts';
import type { Row } from './rows.ts';
import type { LoginScope } from './scope.ts';

/** A change of a person's ways to sign in, and what the log says about it. */
interface Consequence {
  readonly userId: string;
  readonly record: ChangeRecord;
}

/** What a change of one of the library's rows means, or undefined when it is only book-keeping. */
export function recordOf(action: 'create' | 'update' | 'remove', model: string, row: Row, data: Row): Consequence | undefined {
  if (action === 'remove') return undefined;
  const entry = (event: string, userId: unknown, target: unknown, details: ChangeRecord['details']): Consequence => ({
    userId: String(userId),
    record: { event, target: String(target), details },
  });
  if (action === 'update') {
    if (model !== 'user' || data['twoFactorEnabled'] === undefined) return undefined;
    return entry(data['twoFactorEnabled'] === 1 ? 'two_factor.enabled' : 'two_factor.disabled', row['id'], row['id'], {});
  }
  if (model === 'passkey') return entry('passkey.added', row['userId'], row['id'], { name: row['name'] });
  if (model === 'account') return entry('person.provider_linked', row['userId'], row['userId'], { provider: row['providerId'] });
  return undefined;
}

/** Writes the entry, and what has to be true together with it. */
export async function writeRecord(tx: Tx, scope: LoginScope, consequence: Consequence | undefined): Promise<void> {
  if (consequence === undefined) return;
  const { userId, record } = consequence;
  await alignTwoFactor(tx, record.event, userId);
  const caller = scope.caller ?? (await callerFor(tx, userId));
  if (caller !== undefined) await writeAuditEntry(tx, { ...scope.door, caller }, record);
}

/** The library changes the person and the factor in two steps; a crash between them must not lock anybody out. */
async function alignTwoFactor(tx: Tx, event: string, userId: string): Promise<void> {
  if (event === 'two_factor.enabled') await rowsOf(tx, sql`update two_factors set verified = 1 where user_id = ${userId} returning id`);
  if (event === 'two_factor.disabled') await rowsOf(tx, sql`delete from two_factors where user_id = ${userId} returning id`);
}

async function callerFor(tx: Tx, userId: string) {
  const member = await findHomeMember(tx, userId);
  return member === undefined ? undefined : systemCaller(member.orgId);
}
