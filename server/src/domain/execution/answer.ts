import { isJsonObject } from '../../kernel/json.ts';
import type { Json, JsonObject } from '../../kernel/json.ts';
import { contentTypes } from '../deliverables/index.ts';
import type { ContentType } from '../deliverables/index.ts';

/** A file that an answer brings, its content base64. */
export interface AnswerFile {
  readonly filename: string;
  readonly mimeType: string;
  readonly content: string;
}

/** What a run's final text hands in. */
export interface Answer {
  /** Null where the answer names none. */
  readonly title: string | null;
  readonly summary: string;
  readonly content: string;
  readonly contentType: ContentType;
  readonly files: readonly AnswerFile[];
}

const titleMax = 255;
const summaryMax = 2_000;
const artifactsMax = 5;
const fence = /^```(?:json)?\s*\n([^]*?)\n?```$/;

/**
 * Reads a model's final text: one JSON object with `content` or `artifacts` (and `title`, `summary`, `content_type`) is an envelope,
 * bare or in a code fence; everything else is Markdown as it stands. Never throws, whatever the model wrote.
 */
export function readAnswer(output: string): Answer {
  const text = clean(output);
  const envelope = envelopeOf(text);
  if (envelope === undefined) return { title: null, summary: '', content: text, contentType: 'markdown', files: [] };
  const title = textOf(envelope['title']).replaceAll(/\s+/g, ' ').trim();
  return {
    title: title === '' ? null : cut(title, titleMax),
    summary: cut(textOf(envelope['summary']), summaryMax),
    content: contentOf(envelope['content']),
    contentType: typeOf(envelope['content_type'] ?? envelope['contentType']),
    files: filesOf(envelope['artifacts']),
  };
}

function envelopeOf(text: string): JsonObject | undefined {
  const trimmed = text.trim();
  const body = fence.exec(trimmed)?.[1]?.trim() ?? trimmed;
  if (!body.startsWith('{') || !body.endsWith('}')) return undefined;
  try {
    const value: unknown = JSON.parse(body);
    if (!isJsonObject(value)) return undefined;
    return value['content'] !== undefined || Array.isArray(value['artifacts']) ? value : undefined;
  } catch {
    return undefined;
  }
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? clean(value) : '';
}

/** Content that came as a value instead of text is shown as the JSON that it is. */
function contentOf(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? clean(value) : clean(JSON.stringify(value, null, 2));
}

function typeOf(value: Json | undefined): ContentType {
  return contentTypes.find((one) => one === value) ?? 'markdown';
}

function filesOf(value: Json | undefined): AnswerFile[] {
  if (!Array.isArray(value)) return [];
  return value
    .filter(isJsonObject)
    .slice(0, artifactsMax)
    .flatMap((one) => {
      const filename = textOf(one['filename'] ?? one['name']);
      const content = textOf(one['content']);
      const mimeType = textOf(one['mime_type'] ?? one['mimeType']) || 'text/plain';
      return filename === '' ? [] : [{ filename: cut(filename, titleMax), mimeType, content: asBase64(content) }];
    });
}

/** Models also write files as they are; what does not decode to itself was not base64. */
function asBase64(content: string): string {
  const bytes = Buffer.from(content, 'base64');
  const isEncoded = content !== '' && bytes.toString('base64').replace(/=+$/, '') === content.replace(/=+$/, '');
  return isEncoded ? content : Buffer.from(content, 'utf8').toString('base64');
}

/** Text that both store engines hold: no NUL, no half of a character. */
export function clean(text: string): string {
  return text.replaceAll('\u0000', '').toWellFormed();
}

/** The beginning of a text, never ending in the middle of a character. */
export function cut(text: string, lengthMax: number): string {
  return text.length <= lengthMax ? text : `${text.slice(0, lengthMax - 1).toWellFormed()}…`;
}
