import { toRfc3339 } from '../../kernel/clock.ts';
import type { Mail } from '../../kernel/mailer.ts';

/** What a person is told, before it takes the form of a channel. */
export interface Told {
  readonly interactionId: string | null;
  readonly reason: string;
  /** `approval`, `question` or `review`. */
  readonly kind: string;
  readonly agentName: string;
  readonly orgName: string;
  readonly question: string;
  /** Epoch milliseconds. */
  readonly deadlineAt: number | null;
}

const questionCharsInMail = 2_000;
/** Bytes of what is encrypted; push services take at least 4,096 with what encryption adds. Source: RFC 8030, 7.2. */
export const pushBytesMax = 3_000;
const bodyCharsMax = 500;
const titleCharsMax = 120;

const endings: Readonly<Record<string, string>> = {
  question: 'asks a question',
  approval: 'waits for approval',
  review: 'submitted work for review',
};
const leads: Readonly<Record<string, string>> = { assigned: 'For you: ', escalated: 'Still open: ' };

/** Names are chosen by others than the reader, so they stand on one line and between quotes. */
function oneLine(text: string, max: number): string {
  const line = text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  return line.length > max ? `${line.slice(0, max - 1)}…` : line;
}

function titleOf({ reason, kind, agentName }: Told): string {
  return `${leads[reason] ?? ''}“${oneLine(agentName, titleCharsMax)}” ${endings[kind] ?? 'waits for you'}`;
}

function placeOf({ interactionId }: Told): string {
  return interactionId === null ? '/inbox' : `/inbox?id=${interactionId}`;
}

/** What a browser's service worker gets, as JSON of at most 3,000 bytes. */
export function pushPayload(told: Told): string {
  const isTest = told.interactionId === null;
  const parts = {
    title: isTest ? 'Notifications work' : titleOf(told),
    url: placeOf(told),
    interaction_id: told.interactionId,
    tag: told.interactionId ?? 'test',
  };
  const body = isTest ? 'This browser is told when an agent waits for you.' : oneLine(told.question, bodyCharsMax);
  const text = JSON.stringify({ ...parts, body });
  // Three bytes a character at most in JSON that is not escaped; escapes make it longer, so what is still too long goes without the body.
  return Buffer.byteLength(text) <= pushBytesMax ? text : JSON.stringify({ ...parts, body: '' });
}

/** The mail to one person. */
export function mailOf(told: Told, to: string, publicUrl: string): Mail {
  const link = `${publicUrl}${placeOf(told)}`;
  if (told.interactionId === null)
    return { to, subject: 'Forgeyard notifications work', text: `You asked for this message.\n\nOpen questions are here:\n\n${link}\n` };
  const deadline =
    told.deadlineAt === null ? '' : `\nIt can be answered until ${toRfc3339(told.deadlineAt).slice(0, 16).replace('T', ' ')} UTC.\n`;
  const question = told.question.replaceAll(/[^\P{Cc}\n\t]/gu, '').slice(0, questionCharsInMail);
  const text = `${titleOf(told)} in the organization “${oneLine(told.orgName, 100)}”:

${question}
${deadline}
Answer here:

${link}

You get this because of your notification settings in Forgeyard.
`;
  return { to, subject: titleOf(told), text };
}
