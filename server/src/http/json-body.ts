import sjson from 'secure-json-parse';
import { Refusal } from '../kernel/refusal.ts';

const depthMax = 64;

/**
 * Parses a stranger's JSON: at most 64 levels deep, no prototype members.
 * @throws Refusal `invalid` body.malformed, body.too_deep
 */
export function parseJsonBody(text: string): unknown {
  refuseDeep(text);
  try {
    return sjson.parse(text, undefined, { protoAction: 'error', constructorAction: 'error' });
  } catch {
    throw new Refusal('invalid', 'body.malformed', 'The body is not valid JSON.');
  }
}

const quote = 0x22;
const backslash = 0x5c;

/** Counts brackets outside of strings; stops at the first one that is too deep. */
function refuseDeep(text: string): void {
  let depth = 0;
  let isString = false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (isString) {
      if (code === backslash) index += 1;
      else if (code === quote) isString = false;
    } else if (code === quote) isString = true;
    else if (code === 0x7b || code === 0x5b) {
      depth += 1;
      if (depth > depthMax) throw new Refusal('invalid', 'body.too_deep', `The body is nested deeper than ${depthMax} levels.`);
    } else if (code === 0x7d || code === 0x5d) depth -= 1;
  }
}
