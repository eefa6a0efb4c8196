import { isJsonObject } from '../../kernel/json.ts';
import type { Json, JsonObject } from '../../kernel/json.ts';
import { kindWords, names } from './dialects.ts';
import { textOf } from './span.ts';
import type { Span, SpanKind } from './span.ts';

export type SpanMeaning = Pick<Span, 'kind' | 'model' | 'tool' | 'inputTokens' | 'outputTokens'>;

const nameMax = 200;
const tokensMax = 1_000_000_000_000;
/** Longer ones are no counts. */
const usageCharsMax = 4_096;
/** What stands before a tool's name in the name of its span. */
const toolVerb = /^(?:execute_tool|tools\/call|running tool:?)\s+/;

/** What a span of a foreign agent is about, by whichever names its library uses. */
export function meaningOf({ name, attributes }: { readonly name: string; readonly attributes: JsonObject }): SpanMeaning {
  const model = textOf(attributes, names.model);
  const tool = textOf(attributes, names.tool);
  const kind = kindOf(attributes, { model, tool });
  const usage = usageIn(attributes);
  return {
    kind,
    model: shortText(model),
    tool: shortText(tool ?? (kind === 'tool' ? (textOf(attributes, names.toolEntity) ?? name.replace(toolVerb, '')) : null)),
    inputTokens: tokensOf(attributes, names.inputTokens) ?? tokensOf(usage, ['input', 'input_tokens', 'prompt_tokens']),
    outputTokens: tokensOf(attributes, names.outputTokens) ?? tokensOf(usage, ['output', 'output_tokens', 'completion_tokens']),
  };
}

function kindOf(attributes: JsonObject, { model, tool }: { readonly model: string | null; readonly tool: string | null }): SpanKind {
  for (const { name, words } of kindWords) {
    const word = attributes[name];
    const kind = typeof word === 'string' ? (words.get(word) ?? words.get(plain(word))) : undefined;
    if (kind !== undefined) return kind;
  }
  if (tool !== null) return 'tool';
  if (model !== null || textOf(attributes, names.provider) !== null) return 'model';
  return textOf(attributes, names.agent) === null ? 'other' : 'agent';
}

/** Some write words in capitals, and MLflow as JSON. */
function plain(word: string): string {
  return word.toLowerCase().replaceAll('"', '');
}

function shortText(text: string | null): string | null {
  return text === null ? null : cleanText(text, nameMax);
}

/** Text that a database can hold, at most so many characters of it. */
export function cleanText(text: string, lengthMax: number): string {
  return text.slice(0, lengthMax).replaceAll('\u0000', '').toWellFormed();
}

function usageIn(attributes: JsonObject): JsonObject {
  for (const name of names.usage) {
    const value = attributes[name];
    const usage = typeof value === 'string' && value.length <= usageCharsMax ? parsed(value) : value;
    if (isJsonObject(usage)) return usage;
  }
  return {};
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function tokensOf(attributes: JsonObject, list: readonly string[]): number | null {
  for (const name of list) {
    const value = attributes[name];
    if (typeof value === 'number' && value >= 0 && value <= tokensMax) return Math.floor(value);
  }
  return null;
}
