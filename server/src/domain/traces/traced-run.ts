import type { Json } from '../../kernel/json.ts';

/** What the log does not say about a run. */
export interface TracedRun {
  readonly id: string;
  readonly traceParent: string | null;
  readonly agent: { readonly id: string; readonly slug: string };
  readonly agentVersion: number;
  /** As the conventions name it; null when no provider is known. */
  readonly provider: string | null;
}

export interface RunSpanOptions {
  /** Keeps what was said, and what tools were given and brought. */
  readonly keepsContent: boolean;
}

/** Characters of one text that are handed on when content is wanted at all. */
export const contentCharsMax = 16_384;

/** A message as the conventions write it. Source: OpenTelemetry semantic conventions for generative AI, `gen_ai.input.messages`. */
export function said(role: 'user' | 'assistant', content: string): Json {
  return [{ role, parts: [{ type: 'text', content }] }];
}
