import { sql } from 'kysely';
import type { Home } from '../domain/home.ts';
import { rowsOf } from './rows.ts';
import type { Row } from './rows.ts';

/** Whether a person's password was set anew after the step began that a call has just used up: whoever knew the old one gets no further with it. */
export async function isOutdated(home: Home, userId: string, consumed: readonly Row[]): Promise<boolean> {
  const query = sql<Row>`select updated_at from login_accounts where user_id = ${userId} and provider = 'credential'`;
  const [account] = await home.read((tx) => rowsOf(tx, query));
  const began = Math.min(...consumed.map((row) => Number(row['createdAt'])));
  return account !== undefined && Number(account['updated_at']) > began;
}
