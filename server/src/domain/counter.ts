import { statement } from '../store/index.ts';
import type { ReadTx, Signal, Tx } from '../store/index.ts';

const increment = statement<{ name: string }, { value: number }>((db, arg) =>
  db
    .updateTable('counters')
    .set((eb) => ({ value: eb('value', '+', 1) }))
    .where('name', '=', arg.name)
    .returning('value'),
);

const current = statement<{ name: string }, { value: number }>((db, arg) =>
  db.selectFrom('counters').select('value').where('name', '=', arg.name),
);

/** Nouns that have a number besides their UUID. */
export type NumberedNoun =
  | 'agents'
  | 'credentials'
  | 'users'
  | 'projects'
  | 'knowledge'
  | 'tasks'
  | 'deliverables'
  | 'comments'
  | 'webhooks';

/** The next deployment-wide number of a noun, from 1. */
export async function nextNumber(tx: Tx, name: NumberedNoun): Promise<number> {
  const row = await tx.first(increment, { name });
  if (row === undefined) throw new Error(`counter is missing: ${name}`);
  return row.value;
}

/** Announced when keys, roles or agents' states changed, so that what was verified earlier is verified again. */
export interface AuthorityChanged extends Signal {
  readonly kind: 'authority.changed';
}

export const authorityChanged: AuthorityChanged = { kind: 'authority.changed' };

/** Makes every process forget verified credentials within a second: raises the deployment's authority epoch in this transaction. */
export async function touchAuthority(tx: Tx): Promise<void> {
  await tx.run(increment, { name: 'authority' });
  tx.emit(authorityChanged);
}

export async function authorityEpoch(tx: ReadTx): Promise<number> {
  return (await tx.first(current, { name: 'authority' }))?.value ?? 0;
}
