import type { ReadTx } from '../../store/index.ts';

/** What the actors of some entries are called now, by actor; one query for each kind that occurs. */
export async function namesOfActors(tx: ReadTx, actors: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  const find = async (
    kind: string,
    look: (ids: readonly string[]) => Promise<readonly { readonly id: string; readonly name: string }[]>,
  ): Promise<void> => {
    const ids = [...new Set(actors.filter((actor) => actor.startsWith(`${kind}:`)).map((actor) => actor.slice(kind.length + 1)))];
    if (ids.length === 0) return;
    for (const { id, name } of await look(ids)) names.set(`${kind}:${id}`, name);
  };
  await find('user', (ids) => tx.query((db) => db.selectFrom('users').select(['id', 'name']).where('id', 'in', ids)));
  await find('key', (ids) => tx.query((db) => db.selectFrom('credentials').select(['id', 'name']).where('id', 'in', ids)));
  await find('agent', (ids) => tx.query((db) => db.selectFrom('agents').select(['id', 'display_name as name']).where('id', 'in', ids)));
  return names;
}
