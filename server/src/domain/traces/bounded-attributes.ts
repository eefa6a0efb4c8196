import type { Json, JsonObject } from '../../kernel/json.ts';
import { cleanText } from './span-meaning.ts';
import type { SpanEvent } from './span.ts';

const attributesMax = 64;
const eventsMax = 32;
const valueCharsMax = 4_096;
/** Of a span's attributes, and again of its events. */
const totalCharsMax = 16_384;
const nameCharsMax = 256;
/** Of a number, or of a word such as `true`. */
const wordChars = 8;
/** Stands on what was shortened. */
const truncated = 'forgeyard.truncated';

/** Attributes that hold what people and models said, or what tools were given and brought. Names that end with a dot stand for all below. */
const contentNames: readonly string[] = [
  ...['gen_ai.input.messages', 'gen_ai.output.messages', 'gen_ai.system_instructions', 'gen_ai.tool.definitions', 'gen_ai.prompt'],
  ...['gen_ai.prompt.', 'gen_ai.completion', 'gen_ai.completion.', 'gen_ai.tool.call.arguments', 'gen_ai.tool.call.result'],
  ...['gen_ai.event.content', 'gen_ai.evaluation.explanation', 'gen_ai.tool.message', 'gen_ai.choice', 'gen_ai.memory.'],
  ...['input.value', 'output.value', 'llm.input_messages.', 'llm.output_messages.', 'llm.prompts', 'llm.prompts.', 'llm.completions.'],
  ...['llm.prompt_template.', 'llm.tools.', 'llm.function_call', 'tool.parameters', 'tool.output', 'retrieval.documents.'],
  ...['reranker.input_documents.', 'reranker.output_documents.', 'reranker.query', 'embedding.embeddings.', 'embedding.text'],
  ...['message.', 'message_content.', 'document.', 'traceloop.entity.input', 'traceloop.entity.output', 'traceloop.prompt.'],
  ...['ai.prompt', 'ai.prompt.', 'ai.response.text', 'ai.response.object', 'ai.response.toolCalls', 'ai.response.reasoning'],
  ...['ai.toolCall.args', 'ai.toolCall.result', 'ai.value', 'ai.values', 'ai.embedding', 'ai.embeddings'],
  ...['tool_arguments', 'tool_response', 'all_messages_events', 'final_result', 'pydantic_ai.all_messages', 'events', 'request_data'],
  ...['response_data', 'content', 'message', 'tool_calls', 'langfuse.observation.input', 'langfuse.observation.output'],
  ...[
    'langfuse.trace.input',
    'langfuse.trace.output',
    'mcp.request.argument.',
    'mcp.tool.result',
    'mlflow.spanInputs',
    'mlflow.spanOutputs',
  ],
];
const contentExact: ReadonlySet<string> = new Set(contentNames.filter((name) => !name.endsWith('.')));
const contentPrefixes: readonly string[] = contentNames.filter((name) => name.endsWith('.'));

function isContent(name: string): boolean {
  return contentExact.has(name) || contentPrefixes.some((prefix) => name.startsWith(prefix));
}

export interface Bounded {
  readonly attributes: JsonObject;
  readonly events: readonly SpanEvent[];
}

/**
 * What is kept of a span's attributes and events: at most 64 attributes of 4,096 characters each and 16,384 in all, 32 events, and what was said
 * only where it is asked for. `forgeyard.truncated` marks what was shortened.
 */
export function boundSpan(span: Bounded, keepsContent: boolean): Bounded {
  const attributes = boundAttributes(span.attributes, { keepsContent, charsMax: totalCharsMax });
  const events: SpanEvent[] = [];
  let chars = 0;
  for (const event of span.events.slice(0, eventsMax)) {
    const kept = boundAttributes(event.attributes, { keepsContent, charsMax: totalCharsMax - chars });
    chars += JSON.stringify(kept).length;
    events.push({ name: cleanText(event.name, nameCharsMax), atUs: event.atUs, attributes: kept });
    if (chars >= totalCharsMax) break;
  }
  return { attributes: events.length < span.events.length ? { ...attributes, [truncated]: true } : attributes, events };
}

function boundAttributes(from: JsonObject, limits: { readonly keepsContent: boolean; readonly charsMax: number }): JsonObject {
  const wanted = Object.entries(from).filter(([name]) => limits.keepsContent || !isContent(name));
  const kept: [string, Json][] = [];
  let chars = 0;
  let isCut = wanted.length > attributesMax;
  for (const [name, value] of wanted.slice(0, attributesMax)) {
    const short = shorten(value);
    const size = name.length + sizeOf(short);
    isCut ||= short !== value || name.length > nameCharsMax;
    if (name.length > nameCharsMax || chars + size > limits.charsMax) {
      isCut = true;
      continue;
    }
    chars += size;
    kept.push([cleanText(name, nameCharsMax), short]);
  }
  return Object.fromEntries(isCut ? [...kept, [truncated, true]] : kept);
}

/** About how much room a value takes. */
function sizeOf(value: Json): number {
  return typeof value === 'string' ? value.length : typeof value === 'object' ? JSON.stringify(value).length : wordChars;
}

/** A value that fits; a list or an object that does not becomes the beginning of its text. */
function shorten(value: Json): Json {
  if (typeof value === 'string') return value.length > valueCharsMax ? `${value.slice(0, valueCharsMax - 1)}…` : value;
  if (typeof value !== 'object' || value === null) return value;
  const text = JSON.stringify(value);
  return text.length > valueCharsMax ? `${text.slice(0, valueCharsMax - 1)}…` : value;
}
