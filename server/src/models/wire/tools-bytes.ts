import type { JsonObject } from '../../kernel/json.ts';
import type { ToolOffer } from '../../kernel/model.ts';

/** The JSON of tool offers as bytes. */
export type ToolsBytes = (offers: readonly ToolOffer[]) => Buffer;

/**
 * Remembers the JSON bytes of tool offers: an agent version's offers are one array that never changes, and writing and encoding some 20 kB of
 * schemas anew for each call took a tenth of the server's time.
 */
export function rememberedToolsBytes(toolJson: (offer: ToolOffer) => JsonObject): ToolsBytes {
  const known = new WeakMap<readonly ToolOffer[], Buffer>();
  return (offers) => {
    const bytes = known.get(offers) ?? Buffer.from(JSON.stringify(offers.map(toolJson)));
    known.set(offers, bytes);
    return bytes;
  };
}

const end = Buffer.from('}');

/** A request body in bytes, with the member `tools` at its end. */
export function withTools(body: string, offers: readonly ToolOffer[], toolsBytes: ToolsBytes): Buffer {
  if (offers.length === 0) return Buffer.from(body);
  return Buffer.concat([Buffer.from(`${body.slice(0, -1)},"tools":`), toolsBytes(offers), end]);
}
