import { statement } from '../../store/index.ts';
import type { AccountEnding } from '../ports.ts';

const forget = statement<{ by: string }>((db, arg) =>
  db.updateTable('interactions').set({ resolved_by_name: null }).where('resolved_by', '=', arg.by),
);

/** Part of the end of an account: what the person answered stays, under no name. */
export const forgetAnswerer: AccountEnding = async (tx, { userId }) => {
  await tx.run(forget, { by: `user:${userId}` });
};
