import { isJsonObject } from '../kernel/json.ts';
import type { Json, JsonObject } from '../kernel/json.ts';
import { withoutSecrets } from '../kernel/tool-server.ts';
import { ToolFailure } from '../kernel/tool.ts';

const failureTextMax = 4_000;
const uriMax = 2_000;
const depthMax = 100;

/** What the protocol library read of a tool's answer. */
export interface ServerToolResult {
  readonly content?: unknown;
  readonly structuredContent?: unknown;
  readonly isError?: boolean | undefined;
}

/**
 * What a model gets of a tool's answer: its structured content, otherwise its texts and a description of everything else. Nothing that the answer
 * points to is fetched, and the server's own secrets are taken out where the server repeats them.
 * @throws ToolFailure `FAILED` when the tool says that it failed
 */
export function readResult({ content, structuredContent, isError }: ServerToolResult, secrets: readonly string[]): Json {
  const blocks = (Array.isArray(content) ? content : []).filter(isJsonObject);
  const texts = blocks.flatMap((block) => (block['type'] === 'text' && typeof block['text'] === 'string' ? [block['text']] : []));
  if (isError === true) {
    const words = withoutSecrets(texts.join('\n'), secrets).slice(0, failureTextMax);
    throw new ToolFailure('FAILED', words === '' ? 'The tool failed without saying why.' : words);
  }
  if (isJsonObject(structuredContent)) return cleaned(structuredContent, secrets, depthMax);
  const others = blocks.filter((block) => block['type'] !== 'text').map(describe);
  const answer: JsonObject = { text: texts.join('\n'), ...(others.length === 0 ? {} : { other: others }) };
  return cleaned(answer, secrets, depthMax);
}

function describe(block: JsonObject): JsonObject {
  const resource = block['resource'];
  if (block['type'] === 'resource' && isJsonObject(resource)) {
    const { uri, mimeType, text, blob } = resource;
    return {
      kind: 'resource',
      ...(typeof uri === 'string' ? { uri: uri.slice(0, uriMax) } : {}),
      ...(typeof mimeType === 'string' ? { mime_type: mimeType } : {}),
      ...(typeof text === 'string' ? { text } : { bytes: sizeOf(blob) }),
    };
  }
  const { type, uri, name, mimeType, data } = block;
  return {
    kind: typeof type === 'string' ? type : 'unknown',
    ...(typeof uri === 'string' ? { uri: uri.slice(0, uriMax) } : {}),
    ...(typeof name === 'string' ? { name } : {}),
    ...(typeof mimeType === 'string' ? { mime_type: mimeType } : {}),
    ...(typeof data === 'string' ? { bytes: sizeOf(data) } : {}),
  };
}

/** Bytes behind a base64 text. */
function sizeOf(base64: Json | undefined): number {
  return typeof base64 === 'string' ? Math.floor((base64.length * 3) / 4) : 0;
}

/** The value without secrets, control characters and members that plain objects have by themselves. */
function cleaned(value: Json, secrets: readonly string[], depth: number): Json {
  if (typeof value === 'string') return withoutSecrets(value, secrets);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === 0) throw new ToolFailure('OUTPUT_TOO_LARGE', 'The answer of the tool is nested too deeply.');
  if (Array.isArray(value)) return value.map((member: Json) => cleaned(member, secrets, depth - 1));
  const members = Object.entries(value).filter(([name]) => name !== '__proto__');
  return Object.fromEntries(members.map(([name, member]) => [withoutSecrets(name, secrets), cleaned(member, secrets, depth - 1)]));
}
