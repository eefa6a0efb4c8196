import { Type } from 'typebox';
import { refuseField } from '../../kernel/refusal.ts';
import { longText, plainText } from './wire-types.ts';

/** Bounds that every face gives the words of a task. */
export const taskMembers = {
  title: plainText(300, 1),
  description: longText(50_000),
  type: plainText(100, 1),
  priority: Type.Integer({ minimum: 1, maximum: 4, description: '1 is critical, 4 is low' }),
  tags: Type.Array(plainText(50, 1), { maxItems: 20 }),
  capabilities: Type.Array(plainText(50, 1), { maxItems: 20 }),
  /** UUID or number of a task, project or deliverable. */
  address: Type.String({ minLength: 1, maxLength: 64 }),
  /** Any address of an agent, or a word that stands for one. */
  agent: Type.String({ minLength: 1, maxLength: 100 }),
  percent: Type.Integer({ minimum: 0, maximum: 100 }),
  message: longText(5_000, 1),
  leaseSeconds: Type.Integer({ minimum: 10, maximum: 3_600 }),
  fence: Type.Integer({ minimum: 0, maximum: 1_000_000_000 }),
} as const;

const number = Type.Integer({ minimum: 1, maximum: 999_999_999_999_999 });
/** The address of a task, project or deliverable in a body: its number may come as one. */
export const anyAddress = Type.Union([number, plainText(64, 1)], { description: 'Number or UUID' });
/** The address of an agent in a body, or a word that stands for one. */
export const anyAgent = Type.Union([number, plainText(100, 1)], { description: 'Number or another address of an agent' });

/** An address as operations take it; null and left-out stay what they are. */
export function readAddress<Given extends number | string | null | undefined>(given: Given): string | (Given & (null | undefined)) {
  return isNothing(given) ? given : String(given);
}

function isNothing<Given>(given: Given): given is Given & (null | undefined) {
  return given === null || given === undefined;
}

/** Epoch milliseconds of a time on the wire; null and left-out stay what they are. @throws Refusal `invalid` body.invalid */
export function readTime(text: string | null | undefined, pointer: string): number | null | undefined {
  if (text === null || text === undefined) return text;
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw refuseField('invalid', 'body.invalid', pointer, 'is not a time');
  return time;
}
