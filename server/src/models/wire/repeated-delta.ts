/**
 * Recognises a text frame that differs from an earlier one in nothing but its text, without parsing it.
 *
 * A provider repeats id, model and the like in every frame; parsing them again is most of the cost of a token (measured: 1.9 µs a token with
 * a parse each, 0.6 µs with this). A frame is taken only when everything around one string is equal, character for character, to a frame that
 * was parsed, and the string has no quote, backslash or control character; so parsing it would give the same object with this text in it.
 */
export interface RepeatedDelta {
  /** Remembers a parsed frame that carried exactly `text` under the wire's key and meant nothing else. */
  learn(data: string, text: string): void;
  /** The text of a frame equal but for its text; null = parse it. */
  textOf(data: string): string | null;
}

/** @param key the JSON member that carries the text, e.g. `content`. */
export function createRepeatedDelta(key: string): RepeatedDelta {
  const opening = `"${key}":"`;
  let before = '';
  let after = '';
  return {
    learn(data, text) {
      const at = data.indexOf(opening);
      // Quotes inside strings are escaped, so `opening` matches a member name; twice means that two members have it.
      if (at === -1 || data.includes(opening, at + 1)) return;
      const from = at + opening.length;
      if (!data.startsWith(`${text}"`, from)) return;
      before = data.slice(0, from);
      after = data.slice(from + text.length);
    },
    textOf(data) {
      const textEnd = data.length - after.length;
      if (before === '' || textEnd <= before.length) return null;
      // Equality of slices, because startsWith and endsWith were measured five times slower.
      if (data.slice(0, before.length) !== before || data.slice(textEnd) !== after) return null;
      const text = data.slice(before.length, textEnd);
      return /["\\\u0000-\u001f]/.test(text) ? null : text;
    },
  };
}
