import { statement } from '../../store/index.ts';
import { nameless } from '../nameless.ts';
import type { AccountEnding } from '../ports.ts';

const forget = statement<{ author: string }>((db, arg) =>
  db.updateTable('comments').set({ author_name: nameless }).where('author', '=', arg.author),
);

/** Part of the end of an account: what the person said stays, under no name. */
export const forgetAuthor: AccountEnding = async (tx, { userId }) => {
  await tx.run(forget, { author: `user:${userId}` });
};
