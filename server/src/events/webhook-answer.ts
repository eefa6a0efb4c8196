import type { GuardedAnswer } from '../kernel/guarded-fetch.ts';
import type { Secret } from '../kernel/secret.ts';

/** Bytes of an answer that are read and kept. */
export const answerBytesMax = 4_096;
const headersMax = 40;
const headerCharsMax = 500;
const hidden = '[secret]';

/** Headers that carry credentials of the receiver. */
const hiddenHeaders = /^(set-cookie|cookie|authorization|proxy-authorization|proxy-authenticate|www-authenticate|x-api-key)$/;
/** Keys of ours and of providers, wherever they come from. */
const keyShapes = /\b(?:whsec_[A-Za-z0-9+/=]{8,}|(?:forge|cav_ak|cav_uk|sk|pk|aky)[-_][A-Za-z0-9_-]{16,})/g;

function cleaned(text: string, secrets: readonly Secret[]): string {
  const known = secrets.flatMap((secret) => [secret.reveal(), secret.reveal().replace(/^whsec_/, '')]);
  const without = known.reduce((left, secret) => left.replaceAll(secret, hidden), text);
  return without.replace(keyShapes, hidden).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '\ufffd');
}

/** What is kept of an answer: bounded, printable, and without anything that looks like a secret. */
export function keptAnswer(
  { headers, body }: GuardedAnswer,
  secrets: readonly Secret[],
): { readonly headers: Readonly<Record<string, string>>; readonly body: string } {
  const kept = Object.entries(headers)
    .slice(0, headersMax)
    .map(([name, value]): [string, string] => [
      cleaned(name.slice(0, headerCharsMax), secrets),
      hiddenHeaders.test(name) ? hidden : cleaned(value, secrets).slice(0, headerCharsMax),
    ]);
  return { headers: Object.fromEntries(kept), body: cleaned(body.subarray(0, answerBytesMax).toString('utf8'), secrets) };
}
