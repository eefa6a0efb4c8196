import { callerIdentity } from '../../kernel/caller.ts';
import { Refusal, refuseField } from '../../kernel/refusal.ts';
import type { Secret } from '../../kernel/secret.ts';
import { statement } from '../../store/index.ts';
import type { CredentialRow, Tx } from '../../store/index.ts';
import { touchAuthority } from '../counter.ts';
import { mutation } from '../operation.ts';
import { namesOf } from './create-credential.ts';
import { akyOfUuid, credentialStatus, refuseRestricted } from './credential.ts';
import type { Credential } from './credential.ts';
import { lockKeys, successorOf } from './credential-queries.ts';
import { insertCredential } from './insert-credential.ts';
import { keyRowOf } from './revoke-credential.ts';
import type { KeyQuestion } from './revoke-credential.ts';
import { toOneCredential } from './show-rows.ts';
import { grantsToJudge, refuseStronger } from './strength.ts';
import { refuseUnchangeable } from './update-credential.ts';

const hourMs = 3_600_000;
export const graceHoursMax = 24;

export interface KeyRotation extends KeyQuestion {
  /** How long the old secret goes on working, 0-24 hours; 0 when left out. */
  readonly graceHours?: number | undefined;
  /** The old name when left out. */
  readonly name?: string | undefined;
}

export interface RotatedCredential {
  readonly credential: Credential;
  /** Shown once. */
  readonly key: Secret;
  readonly old: { readonly id: string; readonly graceUntil: number | null };
  readonly rotatedAt: number;
}

const endOld = statement<{ id: string; revoked_at: number | null; reason: string | null; grace_until: number | null }>((db, arg) =>
  db
    .updateTable('credentials')
    .set({ revoked_at: arg.revoked_at, revoked_reason: arg.reason, grace_until: arg.grace_until })
    .where('id', '=', arg.id),
);

const adoptChildren = statement<{ from: string; to: string }>((db, arg) =>
  db.updateTable('credentials').set({ parent_id: arg.to }).where('parent_id', '=', arg.from).where('revoked_at', 'is', null),
);

/**
 * Gives a key one successor with the same name, reach, scopes and limits. The old secret is refused at once, or when its grace is over; keys
 * that it made descend from the successor from now on.
 * @throws Refusal `not_found` credential.unknown · `conflict` credential.already_rotated, credential.not_active, credential.name_taken ·
 * `invalid` credential.grace_invalid · `forbidden` credential.stronger_than_caller, credential.not_yours
 */
export const rotateCredential = mutation<KeyRotation, RotatedCredential>({
  grant: 'keys:write',
  work: async (tx, { caller, home }, { graceHours = 0, name, ...question }) => {
    refuseRestricted(caller);
    if (!(graceHours >= 0 && graceHours <= graceHoursMax)) {
      throw refuseField('invalid', 'credential.grace_invalid', '/grace_hours', `From 0 to ${graceHoursMax} hours.`);
    }
    await lockKeys(tx, caller.orgId);
    const now = home.clock.now();
    const row = await keyRowOf(tx, caller, question);
    const old = await rotatable(tx, row, now);
    refuseUnchangeable(caller, old);
    // The successor's secret is as good as the old one, so it takes as much authority to see it as to make it.
    const agentIds = old.isOrgWide ? null : new Set(old.agents.map((agent) => agent.id));
    refuseStronger(caller, { ...old, agentIds, grants: grantsToJudge(old.kind, old.scopes) });
    const graceMs = Math.round(graceHours * hourMs);
    return replaceKey(tx, { row, old, now, graceMs, name: name ?? old.name, createdBy: callerIdentity(caller) });
  },
  record: keyRotated,
});

export function keyRotated({ credential, old }: RotatedCredential) {
  const details = { ...namesOf(credential), key_id: akyOfUuid(old.id), new_key_id: akyOfUuid(credential.id), grace_until: old.graceUntil };
  return { event: 'key.rotated', target: old.id, agentId: credential.agent?.id ?? null, details };
}

/** @throws Refusal `conflict` credential.already_rotated, credential.not_active */
export async function rotatable(tx: Tx, row: CredentialRow, now: number): Promise<Credential> {
  if ((await tx.first(successorOf, { id: row.id })) !== undefined) {
    throw new Refusal('conflict', 'credential.already_rotated', 'The key has a successor already.');
  }
  const key = await toOneCredential(tx, row, now);
  if (credentialStatus(key, now) === 'active') return key;
  throw new Refusal('conflict', 'credential.not_active', 'The key has been revoked or has expired; make a new one.');
}

export interface Replacement {
  readonly row: CredentialRow;
  readonly old: Credential;
  readonly now: number;
  readonly graceMs: number;
  readonly name: string;
  readonly createdBy: string;
}

/** Ends or limits the old key first, because it gives its name up. */
export async function replaceKey(tx: Tx, { row, old, now, graceMs, name, createdBy }: Replacement): Promise<RotatedCredential> {
  const graceUntil = graceMs === 0 ? null : now + graceMs;
  const isOver = graceUntil === null;
  await tx.run(endOld, { id: row.id, revoked_at: isOver ? now : null, reason: isOver ? 'rotated' : null, grace_until: graceUntil });
  const created = await insertCredential(tx, {
    orgId: row.org_id,
    kind: old.kind,
    name,
    scopes: old.scopes,
    isOrgWide: old.isOrgWide,
    agentIds: old.agents.map((agent) => agent.id),
    agentId: row.agent_id,
    userId: row.user_id,
    parentId: row.parent_id,
    rotatedFrom: row.id,
    createdBy,
    createdAt: now,
    expiresAt: old.expiresAt,
    networks: old.networks,
    ratePerMinute: old.ratePerMinute,
    concurrentMax: old.concurrentMax,
  });
  await tx.run(adoptChildren, { from: row.id, to: created.credential.id });
  await touchAuthority(tx);
  return { ...created, old: { id: row.id, graceUntil }, rotatedAt: now };
}
