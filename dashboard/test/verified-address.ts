import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Stage } from './stage.ts';

/** Makes the address of a person one that they have proved to be theirs, as a link in a letter would: this server sends no mail. */
export function verifyAddress({ folder }: Stage, email: string): void {
  const store = new DatabaseSync(join(folder, 'data', 'forgeyard.db'));
  try {
    const { changes } = store.prepare('update users set email_verified = 1 where email = ?').run(email);
    if (changes !== 1) throw new Error(`Nobody has the address ${email}.`);
  } finally {
    store.close();
  }
}
