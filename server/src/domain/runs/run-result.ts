import type { Json } from '../../kernel/json.ts';

/** The structured result of an answer: its JSON when the whole text is a JSON object or array, otherwise null. */
export function resultOf(output: string | null): Json {
  if (output === null) return null;
  const text = output.trim();
  const isBracketed = (text.startsWith('{') && text.endsWith('}')) || (text.startsWith('[') && text.endsWith(']'));
  if (!isBracketed) return null;
  try {
    const value: Json = JSON.parse(text);
    return value;
  } catch {
    return null;
  }
}
