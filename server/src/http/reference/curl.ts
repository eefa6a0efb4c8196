import type { OperationDoc, SecurityDoc } from '../../faces/kit/openapi-document.ts';
import type { Lookup } from './lookup.ts';
import { sampleOf } from './sample.ts';

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly operation: OperationDoc;
  /** Origin of the server; a relative one is left to the shell variable `FORGEYARD_URL`. */
  readonly serverUrl: string;
}

/** A command that calls an operation: path parameters are shell variables in capitals, the key is `FORGEYARD_KEY`. */
export function curlCommand({ method, path, operation, serverUrl }: Call, lookup: Lookup): string {
  const base = /^https?:\/\//.test(serverUrl) ? quoteInside(serverUrl.replace(/\/+$/, '')) : '$FORGEYARD_URL';
  const required = (operation.parameters ?? []).filter((parameter) => parameter.in === 'query' && parameter.required);
  const query = required.map(({ name }) => `${encodeURIComponent(name)}=${variable(name)}`).join('&');
  const url =
    base + quoteInside(path).replaceAll(/\{([A-Za-z0-9_]+)\}/g, (_, name: string) => variable(name)) + (query === '' ? '' : `?${query}`);
  const body = operation.requestBody?.content['application/json'];
  const verb = method === 'get' || (method === 'post' && body !== undefined) ? '' : ` -X ${method.toUpperCase()}`;
  const streams = Object.values(operation.responses).some((answer) => lookup.answer(answer).content?.['text/event-stream'] !== undefined);
  return [
    `curl ${streams ? '-sSN' : '-sS'}${verb} "${url}"`,
    ...credentialOptions(operation.security),
    ...(body === undefined
      ? []
      : ["-H 'Content-Type: application/json'", `-d '${quoted(JSON.stringify(sampleOf(body, lookup, 'required'), null, 2))}'`]),
  ].join(' \\\n  ');
}

/** The first credential that the operation takes, from the shell. */
function credentialOptions([first]: SecurityDoc): readonly string[] {
  if (first === undefined) return [];
  if ('account' in first) return ['-u "$AGENT_ID:$AGENT_KEY"'];
  if ('token' in first) return ['-H "Authorization: Bearer $AGENT_TOKEN"'];
  if (!('session' in first)) return ['-H "X-Forge-Api-Key: $FORGEYARD_KEY"'];
  return ['-b "$FORGEYARD_COOKIE"', ...('csrf' in first ? ['-H "X-CSRF-Token: $FORGEYARD_CSRF"'] : [])];
}

function variable(name: string): string {
  return `$${name.toUpperCase()}`;
}

/** Text inside single quotes of a POSIX shell, in line with the option it belongs to. */
function quoted(json: string): string {
  return json.replaceAll("'", String.raw`'\''`).replaceAll('\n', '\n  ');
}

/** Text inside double quotes of a POSIX shell. */
function quoteInside(text: string): string {
  return text.replaceAll(/["$`\\]/g, (character) => `\\${character}`);
}
