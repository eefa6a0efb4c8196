import type { JsonObject } from '../../kernel/json.ts';
import type { ToolOffer } from '../../kernel/model.ts';

export type ToolsText = (offers: readonly ToolOffer[]) => string;

/**
 * Remembers the JSON text of tool offers: an agent version's offers are one array that never changes, and writing some 50 kB of schemas anew
 * took a tenth of the server's time.
 */
export function rememberedToolsText(toolJson: (offer: ToolOffer) => JsonObject): ToolsText {
  const known = new WeakMap<readonly ToolOffer[], string>();
  return (offers) => {
    const text = known.get(offers) ?? JSON.stringify(offers.map(toolJson));
    known.set(offers, text);
    return text;
  };
}

/** Adds the member `tools` at the end of a request body. */
export function withTools(body: string, offers: readonly ToolOffer[], toolsText: ToolsText): string {
  return offers.length === 0 ? body : `${body.slice(0, -1)},"tools":${toolsText(offers)}}`;
}
