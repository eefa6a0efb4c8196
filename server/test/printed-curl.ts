import { send } from './requests.ts';
import type { Reply } from './world.ts';

/** What a printed command stands for on a running server: each text is replaced wherever it stands. */
export type Stands = readonly (readonly [printed: string, actual: string])[];

/** Words of a shell command: quotes of both kinds, and lines that go on after a backslash. */
function wordsOf(command: string): string[] {
  const words = command.replaceAll('\\\n', ' ').matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g);
  return [...words].map(([, single, double, plain]) => single ?? double ?? plain ?? '');
}

interface Printed {
  method: string | undefined;
  url: string;
  body: string | undefined;
  readonly headers: Record<string, string>;
}

function readCurl(command: string): Printed {
  const [program, ...rest] = wordsOf(command);
  if (program !== 'curl') throw new Error(`not a curl command: ${command}`);
  const printed: Printed = { method: undefined, url: '', body: undefined, headers: {} };
  for (let at = 0; at < rest.length; at += 1) {
    const word = rest[at] ?? '';
    if (word === '-s') continue;
    if (!word.startsWith('-')) {
      printed.url = word;
      continue;
    }
    at += 1;
    const value = rest[at] ?? '';
    if (word === '-X') printed.method = value;
    else if (word === '-d') printed.body = value;
    else if (word === '-b') printed.headers['cookie'] = value;
    else if (word === '-H') printed.headers[value.slice(0, value.indexOf(':'))] = value.slice(value.indexOf(':') + 1).trim();
    else throw new Error(`an option that is not known here: ${word}`);
  }
  return printed;
}

/** Sends what a documented curl command sends, to a server of the test. */
export async function runPrinted(url: string, command: string, stands: Stands): Promise<Reply> {
  const actual = stands.reduce((text, [printed, value]) => text.replaceAll(printed, value), command);
  const { method, url: address, body, headers } = readCurl(actual);
  const path = address.slice(new URL(address).origin.length);
  return send(url, method ?? (body === undefined ? 'GET' : 'POST'), path, { headers, ...(body === undefined ? {} : { body }) });
}

type Shape = string | Shape[] | { [name: string]: Shape };

/** The names and kinds of a JSON value; of an array, the shape of its first element. */
export function shapeOf(value: unknown): Shape {
  if (Array.isArray(value)) return value.length === 0 ? [] : [shapeOf(value[0])];
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shapeOf(member)]));
}

/** The shape of an answer as far as the printed one goes: what a server adds is left out. */
export function shapeWithin(actual: unknown, printed: unknown): Shape {
  if (Array.isArray(actual) && Array.isArray(printed))
    return actual.length === 0 || printed.length === 0 ? shapeOf(printed) : [shapeWithin(actual[0], printed[0])];
  if (!isRecord(actual) || !isRecord(printed)) return shapeOf(actual);
  const shared = Object.entries(printed).filter(([name]) => name in actual);
  return Object.fromEntries(shared.map(([name, member]) => [name, shapeWithin(actual[name], member)]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
