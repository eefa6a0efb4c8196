import { isJsonObject } from '../../kernel/json.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { ModelError } from '../../kernel/model.ts';

/** One frame's JSON object. @throws ModelError `protocol` for anything else. */
export function parseFrame(data: string): JsonObject {
  let frame: unknown;
  try {
    frame = JSON.parse(data);
  } catch {
    throw new ModelError('protocol', 'The model provider sent a frame that is not JSON');
  }
  if (!isJsonObject(frame)) throw new ModelError('protocol', 'The model provider sent a frame that is not a JSON object');
  return frame;
}
