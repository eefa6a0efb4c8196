import { Refusal } from '../kernel/refusal.ts';
import type { RefusalKind } from '../kernel/refusal.ts';

/** What the library answered: its own words stay inside. */
export interface LibraryReply {
  readonly status: number;
  readonly code: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Headers;
}

export async function readReply(response: Response): Promise<LibraryReply> {
  const text = await response.text();
  const body = objectIn(text);
  return { status: response.status, code: typeof body['code'] === 'string' ? body['code'] : '', body, headers: response.headers };
}

function objectIn(text: string): Readonly<Record<string, unknown>> {
  if (text === '') return {};
  const value: unknown = JSON.parse(text);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : {};
}

type Word = readonly [kind: RefusalKind, reason: string, message: string];
type WordName = 'codeWrong' | 'ended' | 'enabledAlready' | 'notBegun' | 'notFresh';

const again = 'This sign-in is over. Start again with your password.';

const words: Readonly<Record<WordName, Word>> = {
  codeWrong: ['unauthenticated', 'two_factor.code_wrong', 'The code is wrong or was used already.'],
  ended: ['unauthenticated', 'two_factor.ended', again],
  enabledAlready: ['conflict', 'two_factor.enabled_already', 'Two-factor sign-in is on already.'],
  notBegun: ['conflict', 'two_factor.not_begun', 'Two-factor sign-in was not begun, or is off.'],
  notFresh: ['forbidden', 'session.not_fresh', 'You signed in too long ago for this. Sign in again.'],
};

const byCode: Readonly<Record<string, WordName>> = {
  INVALID_CODE: 'codeWrong',
  INVALID_BACKUP_CODE: 'codeWrong',
  INVALID_TWO_FACTOR_COOKIE: 'ended',
  TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE: 'ended',
  TOTP_ALREADY_ENABLED: 'enabledAlready',
  TOTP_NOT_ENABLED: 'notBegun',
  TWO_FACTOR_NOT_ENABLED: 'notBegun',
  BACKUP_CODES_NOT_ENABLED: 'notBegun',
  SESSION_NOT_FRESH: 'notFresh',
};

/** Our refusal for the library's; `otherwise` when it refused for a reason that nobody needs to know. @throws Error for a fault of ours */
export function refusalOf({ status, code }: LibraryReply, otherwise: Refusal | null): Refusal {
  // Two codes at the same moment: the one that came second finds the list changed.
  const word = status === 409 && code === '' ? 'codeWrong' : byCode[code];
  if (word !== undefined) return new Refusal(...words[word]);
  if (otherwise === null || (status >= 500 && !code.startsWith('FAILED_TO_VERIFY'))) throw new Error(`sign-in library: ${status} ${code}`);
  return otherwise;
}
