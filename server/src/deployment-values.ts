import type { Sealer } from './kernel/sealer.ts';
import { newToken } from './kernel/secret.ts';
import type { Secret } from './kernel/secret.ts';
import type { SealedColumn } from './domain/sealed-column.ts';
import { statement } from './store/index.ts';
import type { DeploymentRow, Store } from './store/index.ts';

/** Secrets of the whole deployment lie sealed in the table of its values, under names with this start. */
const secretPrefix = 'secret/';

const valueOf = statement<{ name: string }, Pick<DeploymentRow, 'value'>>((db, arg) =>
  db.selectFrom('deployment').select('value').where('name', '=', arg.name),
);

const addValue = statement<DeploymentRow>((db, arg) =>
  db
    .insertInto('deployment')
    .values({ name: arg.name, value: arg.value })
    .onConflict((conflict) => conflict.column('name').doNothing()),
);

const secretsAfter = statement<{ after: string; limit: number }, DeploymentRow>((db, arg) =>
  db
    .selectFrom('deployment')
    .selectAll()
    .where('name', 'like', `${secretPrefix}%`)
    .where('name', '>', arg.after)
    .orderBy('name')
    .limit(arg.limit),
);

const replaceValue = statement<{ id: string; from: string; to: string }>((db, arg) =>
  db.updateTable('deployment').set({ value: arg.to }).where('name', '=', arg.id).where('value', '=', arg.from),
);

export async function readValue(store: Store, name: string): Promise<string | undefined> {
  return (await store.read((tx) => tx.first(valueOf, { name })))?.value;
}

/** Stores a value unless there is one; returns the one that is there then, in every process the same. */
export async function keepFirst(store: Store, row: DeploymentRow): Promise<string> {
  await store.transact((tx) => tx.run(addValue, row));
  return (await readValue(store, row.name)) ?? row.value;
}

/** Replaces a value where it is still the one that was read. */
export async function replaceKept(
  store: Store,
  change: { readonly id: string; readonly from: string; readonly to: string },
): Promise<void> {
  await store.transact((tx) => tx.run(replaceValue, change));
}

const contextOf = (name: string): string => `deployment/value/-/${name}`;

/**
 * A secret that the whole deployment shares: 256 bits of random text, made at first use, the same in every process from then on. It does not
 * depend on the master key, which only seals it, so it outlives a rotation.
 * @throws SealError when it does not open
 */
export async function deploymentSecret(store: Store, sealer: Sealer, purpose: string): Promise<Secret> {
  const name = `${secretPrefix}${purpose}`;
  const kept = (await readValue(store, name)) ?? (await keepFirst(store, { name, value: sealer.seal(newToken(), contextOf(name)) }));
  return sealer.open(kept, contextOf(name));
}

/** The secrets of the deployment, for the rotation of the master key. */
export const sealedDeploymentSecrets: SealedColumn = {
  name: 'deployment.value',
  page: async (tx, after, limit) =>
    (await tx.all(secretsAfter, { after: after ?? '', limit })).map(({ name, value }) => ({
      id: name,
      sealed: value,
      context: contextOf(name),
    })),
  replace: (tx, change) => tx.run(replaceValue, change),
};
