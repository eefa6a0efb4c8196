import { sql } from 'kysely';
import type { Home } from '../domain/home.ts';
import type { Auth } from './auth.ts';
import { rowsOf } from './rows.ts';
import type { Row } from './rows.ts';

const stepMs = 30_000;

/**
 * Uses up a code of a person's authenticator app that the library has just accepted: false when it, or a newer one, was used before. One statement
 * of the database decides, so that of any number at once, on any server, one gets true. Source: RFC 6238, section 5.2.
 */
export async function useCodeUp(auth: Auth, home: Home, userId: string, code: string): Promise<boolean> {
  const [factor] = await home.read((tx) => rowsOf(tx, sql<Row>`select secret from two_factors where user_id = ${userId}`));
  const step = typeof factor?.['secret'] === 'string' ? await stepOf(auth, factor['secret'], code, home.clock.now()) : undefined;
  if (step === undefined) return false;
  const used = sql<Row>`update two_factors set last_used_step = ${step} where user_id = ${userId} and last_used_step < ${step} returning id`;
  return (await home.transact((tx) => rowsOf(tx, used))).length > 0;
}

/** The newest time step whose code this is, among those that the library accepts, and the one before them should a step have ended meanwhile. */
async function stepOf(auth: Auth, sealed: string, code: string, nowMs: number): Promise<number | undefined> {
  const [{ symmetricDecrypt }, { createOTP }] = await Promise.all([import('better-auth/crypto'), import('@better-auth/utils/otp')]);
  const { secretConfig } = await auth.$context;
  const codes = createOTP(await symmetricDecrypt({ key: secretConfig, data: sealed }));
  const current = Math.floor(nowMs / stepMs);
  for (const step of [current + 1, current, current - 1, current - 2]) {
    if ((await codes.hotp(step)) === code) return step;
  }
  return undefined;
}
