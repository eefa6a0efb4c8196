import { createHash } from 'node:crypto';
import { isUuid } from '../../kernel/id.ts';

/**
 * The id of what stands at a place of a session's log, a UUID version 8 (RFC 9562 §5.8): the place in its first 48 bits, then a digest of session
 * and place, so that ids of different sessions differ.
 */
export function messageIdAt(sessionId: string, seq: number): string {
  const place = seq.toString(16).padStart(12, '0');
  const digest = createHash('sha256').update(`${sessionId}:${seq}`).digest('hex');
  const variant = ((Number.parseInt(digest.slice(3, 5), 16) & 0x3f) | 0x80).toString(16);
  return `${place.slice(0, 8)}-${place.slice(8)}-8${digest.slice(0, 3)}-${variant}${digest.slice(5, 7)}-${digest.slice(7, 19)}`;
}

/** The place that an id of this session stands for; null for any other id. */
export function placeOfMessageId(sessionId: string, id: string): number | null {
  if (!isUuid(id) || id[14] !== '8') return null;
  const seq = Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
  return messageIdAt(sessionId, seq) === id.toLowerCase() ? seq : null;
}
