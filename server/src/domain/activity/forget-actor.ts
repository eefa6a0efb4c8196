import { statement } from '../../store/index.ts';
import { nameless } from '../nameless.ts';
import type { AccountEnding } from '../ports.ts';

const forget = statement<{ actor: string; name: string; nameless: string }>((db, arg) =>
  db
    .updateTable('activity')
    .set((eb) => ({ actor_name: null, data_json: eb.fn<string>('replace', ['data_json', eb.val(arg.name), eb.val(arg.nameless)]) }))
    .where('actor', '=', arg.actor),
);

/** Part of the end of an account: what the person did stays, under no name. */
export const forgetActor: AccountEnding = async (tx, { userId, name }) => {
  await tx.run(forget, { actor: `user:${userId}`, name: JSON.stringify(name), nameless: JSON.stringify(nameless) });
};
