import { toRfc3339 } from '../../kernel/clock.ts';
import type { Json, JsonObject } from '../../kernel/json.ts';
import { isJsonObject } from '../../kernel/json.ts';
import type { WebhookStyle } from './webhook.ts';

/** Bodies stay below this. Source: Standard Webhooks, "Payload size" (20 kB). */
export const bodyBytesMax = 20_000;

/** Longest texts and lists that are left when a body is too large, tried one after the other. */
const cuts: readonly { readonly chars: number; readonly items: number }[] = [
  { chars: 2_000, items: 50 },
  { chars: 400, items: 20 },
  { chars: 80, items: 3 },
];

function cut(value: Json, to: { readonly chars: number; readonly items: number }): Json {
  if (typeof value === 'string') return value.length <= to.chars ? value : `${value.slice(0, to.chars).toWellFormed()}…`;
  if (Array.isArray(value)) return value.slice(0, to.items).map((item: Json) => cut(item, to));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, cut(member, to)]));
}

/** The exact text that is signed and sent. What would make it too large is shortened, and `data.truncated` says so. */
export function bodyText(style: WebhookStyle, event: string, at: number, data: JsonObject): string {
  const name = style === 'cavendo' ? 'event' : 'type';
  const write = (content: Json): string => JSON.stringify({ [name]: event, timestamp: toRfc3339(at), data: content });
  const whole = write(data);
  if (Buffer.byteLength(whole) < bodyBytesMax) return whole;
  for (const to of cuts) {
    const shortened = cut(data, to);
    const text = write(isJsonObject(shortened) ? { ...shortened, truncated: true } : {});
    if (Buffer.byteLength(text) < bodyBytesMax) return text;
  }
  return write({ truncated: true });
}
