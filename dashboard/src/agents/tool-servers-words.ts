import type { JsonObject, ServerTool, ServerToolDefinition, ToolServerUpdate } from '@forgeyard/sdk';

/** Controls, format characters, private and unassigned ones: what a model reads and a person does not see. */
const unseen = /(?![\n\t])[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]|[\u{e0100}-\u{e01ef}\ufe00-\ufe0f]/gu;

/** The text with every character that would not be seen written out as its number. */
export function visible(text: string): string {
  return text.replaceAll(unseen, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/** Whether a definition holds characters that are not seen. */
export function hidesText({ title, description, input_schema, annotations }: ServerToolDefinition): boolean {
  return [title ?? '', description, JSON.stringify([input_schema, annotations])].some((text) => visible(text) !== text);
}

/** A JSON value as a person reads it. */
export function shownJson(value: JsonObject): string {
  return visible(JSON.stringify(value, null, 2));
}

/** What happens to a call in flight when the server dies. */
export const recoveryWords: Readonly<Record<ServerTool['recovery'], string>> = {
  pure: 'Says that it only reads',
  keyed: 'Says that repeating is safe',
  unsafe: 'May have effects: after a crash a person is asked before it is repeated',
};

export interface ChangedPart {
  readonly name: string;
  readonly before: string;
  readonly now: string;
}

/** The parts of a definition that are not any more what was approved. */
export function changedParts(before: ServerToolDefinition, now: ServerToolDefinition): readonly ChangedPart[] {
  const parts: readonly ChangedPart[] = [
    { name: 'Title', before: visible(before.title ?? ''), now: visible(now.title ?? '') },
    { name: 'Description', before: visible(before.description), now: visible(now.description) },
    { name: 'Input', before: shownJson(before.input_schema), now: shownJson(now.input_schema) },
    { name: 'Hints', before: shownJson(before.annotations), now: shownJson(now.annotations) },
  ];
  return parts.filter((part) => part.before !== part.now);
}

const nameForm = /^[a-z0-9-]{1,30}$/;

export interface HeaderDraft {
  readonly name: string;
  readonly value: string;
}

export interface ServerDraft {
  readonly name: string;
  readonly url: string;
  readonly headers: readonly HeaderDraft[];
}

export const blankServer: ServerDraft = { name: '', url: '', headers: [] };

export type ServerFaults = Readonly<Record<'name' | 'url' | 'headers', string | null>>;

/** What is missing before the server can be asked. */
export function serverFaults({ name, url, headers }: ServerDraft): ServerFaults {
  const half = headers.some((header) => (header.name.trim() === '') !== (header.value.trim() === ''));
  return {
    name: nameForm.test(name.trim()) ? null : 'Use 1 to 30 lower-case letters, digits and hyphens.',
    url: /^https?:\/\/[^\s/]+/.test(url.trim()) ? null : 'Type the whole address, beginning with https://.',
    headers: half ? 'Give every header a name and a value.' : null,
  };
}

/** Headers as the API takes them; empty rows are left out. */
export function headersIn(headers: readonly HeaderDraft[]): Readonly<Record<string, string>> {
  return Object.fromEntries(headers.map(({ name, value }) => [name.trim(), value.trim()]).filter(([name]) => name !== ''));
}

/** What a form says of a server that exists. */
export interface ServerChange {
  readonly url: string;
  readonly seconds: string;
  /** Names of stored headers that are taken away. */
  readonly without: readonly string[];
  readonly headers: readonly HeaderDraft[];
  /** Names of the tools that may be used, null for all that are approved; left out it stays as it is. */
  readonly allowed?: readonly string[] | null;
}

export function changeFaults({ url, seconds, headers }: ServerChange): Readonly<Record<'url' | 'seconds' | 'headers', string | null>> {
  const limit = Number(seconds);
  return {
    url: serverFaults({ ...blankServer, url }).url,
    seconds: seconds.trim() !== '' && limit >= 1 && limit <= 120 ? null : 'Type a number from 1 to 120.',
    headers: serverFaults({ ...blankServer, headers }).headers,
  };
}

/** The body of the request; stored headers that are not named stay as they are. */
export function changeOf({ url, seconds, without, headers, allowed }: ServerChange): ToolServerUpdate {
  const changes = { ...Object.fromEntries(without.map((name) => [name, null])), ...headersIn(headers) };
  const limits = { url: url.trim(), timeout_ms: Math.round(Number(seconds) * 1_000), ...(allowed === undefined ? {} : { allowed }) };
  return Object.keys(changes).length === 0 ? limits : { ...limits, headers: changes };
}

/** Whether two addresses have different origins, so that nothing given for the first one holds for the second. */
export function isElsewhere(before: string, now: string): boolean {
  return URL.canParse(now) && new URL(now).origin !== new URL(before).origin;
}
