import { refuseField } from '../../kernel/refusal.ts';
import { contentMax } from './message.ts';

/** @throws Refusal `invalid` message.content_invalid: 1 to 100,000 characters, no NUL, not only white space */
export function refuseUnusableContent(content: string): void {
  if (content.length <= contentMax && content.trim() !== '' && !content.includes('\0')) return;
  const detail = `A message has 1 to ${contentMax} characters, not only white space.`;
  throw refuseField('invalid', 'message.content_invalid', '/content', detail);
}
