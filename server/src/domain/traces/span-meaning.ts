import type { JsonObject } from '../../kernel/json.ts';
import { textOf } from './span.ts';
import type { Span, SpanKind } from './span.ts';

export type SpanMeaning = Pick<Span, 'kind' | 'model' | 'tool' | 'inputTokens' | 'outputTokens'>;

/** Names of one thing: today's first, then older ones of the same convention, then OpenInference and what libraries made up. */
const names = {
  model: ['gen_ai.request.model', 'gen_ai.response.model', 'llm.model_name', 'embedding.model_name', 'llm.request.model', 'ai.model.id'],
  tool: ['gen_ai.tool.name', 'tool.name', 'mcp.tool.name', 'ai.toolCall.name'],
  inputTokens: [
    'gen_ai.usage.input_tokens',
    'gen_ai.usage.prompt_tokens',
    'llm.token_count.prompt',
    'llm.usage.prompt_tokens',
    'ai.usage.inputTokens',
    'ai.usage.promptTokens',
  ],
  outputTokens: [
    'gen_ai.usage.output_tokens',
    'gen_ai.usage.completion_tokens',
    'llm.token_count.completion',
    'llm.usage.completion_tokens',
    'ai.usage.outputTokens',
    'ai.usage.completionTokens',
  ],
  kind: ['openinference.span.kind', 'traceloop.span.kind'],
} as const;

/** Source: OpenTelemetry semantic conventions for generative AI, `gen_ai.operation.name`. */
const kindOfOperation: Readonly<Record<string, SpanKind>> = {
  chat: 'model',
  text_completion: 'model',
  generate_content: 'model',
  embeddings: 'model',
  invoke_agent: 'agent',
  create_agent: 'agent',
  invoke_workflow: 'agent',
  plan: 'agent',
  execute_tool: 'tool',
  retrieval: 'retrieval',
  search_memory: 'retrieval',
};

/** Source: OpenInference, "Span Kinds"; OpenLLMetry, `traceloop.span.kind`. */
const kindOfWord: Readonly<Record<string, SpanKind>> = {
  agent: 'agent',
  workflow: 'agent',
  llm: 'model',
  embedding: 'model',
  tool: 'tool',
  retriever: 'retrieval',
  reranker: 'retrieval',
};

const nameMax = 200;
const tokensMax = 1_000_000_000_000;

/** What a span of a foreign agent is about, by whichever names its library uses. */
export function meaningOf(attributes: JsonObject): SpanMeaning {
  const model = textOf(attributes, names.model);
  const tool = textOf(attributes, names.tool);
  return {
    kind: kindOf(attributes, { model, tool }),
    model: shortText(model),
    tool: shortText(tool),
    inputTokens: tokensOf(attributes, names.inputTokens),
    outputTokens: tokensOf(attributes, names.outputTokens),
  };
}

function kindOf(attributes: JsonObject, { model, tool }: { readonly model: string | null; readonly tool: string | null }): SpanKind {
  const operation = textOf(attributes, ['gen_ai.operation.name']);
  const known = operation === null ? undefined : kindOfOperation[operation];
  if (known !== undefined) return known;
  const word = textOf(attributes, names.kind);
  if (word !== null) return kindOfWord[word.toLowerCase()] ?? 'other';
  if (tool !== null || attributes['mcp.method.name'] === 'tools/call') return 'tool';
  if (model !== null || attributes['gen_ai.system'] !== undefined || attributes['llm.request.type'] !== undefined) return 'model';
  return textOf(attributes, ['gen_ai.agent.name', 'agent.name']) === null ? 'other' : 'agent';
}

function shortText(text: string | null): string | null {
  return text === null ? null : cleanText(text, nameMax);
}

/** Text that a database can hold, at most so many characters of it. */
export function cleanText(text: string, lengthMax: number): string {
  return text.slice(0, lengthMax).replaceAll('\u0000', '').toWellFormed();
}

function tokensOf(attributes: JsonObject, list: readonly string[]): number | null {
  for (const name of list) {
    const value = attributes[name];
    if (typeof value === 'number' && value >= 0 && value <= tokensMax) return Math.floor(value);
  }
  return null;
}
