import { refuseField } from '../../kernel/refusal.ts';

/** Epoch milliseconds of a time on the wire; null and left-out stay what they are. @throws Refusal `invalid` credential.expired */
export function readExpiry(text: string | null | undefined, pointer: string): number | null | undefined {
  if (text === null || text === undefined) return text;
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw refuseField('invalid', 'credential.expired', pointer, 'The expiry is not a time.');
  return time;
}
