import type { Conversation } from './conversation.ts';
import { sampleArguments } from './sample-arguments.ts';

/**
 * The requested model name picks the script. Everything up to and including `standin-` is ignored (`gpt-standin-three` plays `three`), and
 * a name that is not in this table plays `one`. "Results" are the tool results after the last user message of the request.
 *
 * | name | what happens |
 * |---|---|
 * | `one` | one short answer |
 * | `three` | 0 results: calls csv_to_json · 1: calls formula-engine (or another offered tool) · 2: answers |
 * | `parallel` | 0 results: two tool calls in one reply · then answers |
 * | `loop` | calls a tool, forever |
 * | `long` | 1,000 tokens `t0 ` … `t999 ` in one write |
 * | `long-paced-<ms>` | 200 tokens, one each <ms> milliseconds (1 to 10,000) |
 * | `json` | answers with a JSON object as text |
 * | `envelope` | answers with a deliverable as JSON: title, summary, content and one file |
 * | `reasoning` | reasoning, then an answer |
 * | `echo` | answers `<last user text> [<n> messages]` |
 * | `unknown-tool` | 0 results: calls a tool nobody offered · then answers with the error it saw |
 * | `bad-arguments` | 0 results: arguments that break the schema · 1: arguments that are not JSON · 2: answers with the error it saw |
 * | `fault-400` `fault-401` `fault-404` `fault-429` `fault-500` `fault-503` `fault-529` | that status; 401 repeats the key it got; 429 says Retry-After 1 |
 * | `fault-half` | half an answer, then the socket is destroyed |
 * | `fault-error-frame` | two tokens, then the wire's own error frame (overloaded) |
 * | `fault-redirect` | 307 to another path |
 * | `fault-<status>-once`, `fault-half-once` | fails once for each Idempotency-Key (once in all without that header), then plays `one` |
 * | `fault-garbage` | frames that are not JSON |
 * | `fault-html` | 200 with a web page |
 * | `fault-hang` | accepts, never answers |
 * | `fault-stall` | two tokens, then silence |
 * | `fault-huge` | one line without an end, up to 64 MB |
 */
export const SCRIPT_NAMES = [
  ...['one', 'three', 'parallel', 'loop', 'long', 'long-paced-50', 'json', 'reasoning', 'echo', 'unknown-tool', 'bad-arguments'],
  ...['fault-400', 'fault-401', 'fault-404', 'fault-429', 'fault-500', 'fault-503', 'fault-529', 'fault-429-once', 'fault-500-once'],
  ...['fault-half', 'fault-half-once', 'fault-error-frame', 'fault-redirect', 'fault-garbage', 'fault-html', 'fault-hang', 'fault-stall'],
  'fault-huge',
] as const;

export interface SceneCall {
  readonly name: string;
  /** Exactly the text sent as arguments; JSON unless the script wants otherwise. */
  readonly arguments: string;
}

/** One reply, independent of the wire. */
export interface Scene {
  readonly reasoning: readonly string[];
  readonly tokens: readonly string[];
  readonly calls: readonly SceneCall[];
  /** 0 = everything in one write. */
  readonly paceMs: number;
  /** The same for every request of that name, so its frames may be kept. */
  readonly isConstant: boolean;
}

const LONG = Array.from({ length: 1000 }, (_, index) => `t${index} `);

const ENVELOPE = JSON.stringify({
  title: 'Monthly report',
  summary: 'All numbers',
  content: '# Report',
  content_type: 'markdown',
  artifacts: [{ filename: 'numbers.csv', mime_type: 'text/csv', content: Buffer.from('a,b\n1,2\n').toString('base64') }],
});

export function wordsOf(text: string): readonly string[] {
  return text.match(/\s*\S+/g) ?? [text];
}

function answer(text: string, more: Partial<Scene> = {}): Scene {
  return { reasoning: [], tokens: wordsOf(text), calls: [], paceMs: 0, isConstant: false, ...more };
}

function calling(calls: readonly SceneCall[]): Scene {
  return { reasoning: [], tokens: [], calls, paceMs: 0, isConstant: false };
}

function csvCall({ offers }: Conversation): SceneCall {
  const offer = offers.find(({ name }) => name.endsWith('csv_to_json')) ?? offers[0];
  const name = offer?.name ?? 'data-transform__csv_to_json';
  return { name, arguments: sampleArguments(name, offer?.schema) };
}

function formulaCall({ offers }: Conversation): SceneCall {
  const formula =
    offers.find(({ name }) => name === 'formula-engine__evaluate') ?? offers.find(({ name }) => name.startsWith('formula-engine'));
  const offer = formula ?? offers.find(({ name }) => !name.endsWith('csv_to_json')) ?? offers[0];
  const name = offer?.name ?? 'formula-engine__evaluate';
  return { name, arguments: sampleArguments(name, offer?.schema) };
}

const lastResult = ({ toolResults }: Conversation): string => (toolResults.at(-1) ?? '').slice(0, 200);

function badArguments(talk: Conversation): Scene {
  const { name } = csvCall(talk);
  if (talk.toolResults.length === 0) return calling([{ name, arguments: '{"no_such_argument":true}' }]);
  if (talk.toolResults.length === 1) return calling([{ name, arguments: '{"csv": "a,b' }]);
  return answer(`The tool refused my arguments: ${lastResult(talk)}`);
}

const SCENE_BY_NAME: Readonly<Record<string, (talk: Conversation) => Scene>> = {
  three: (talk) => {
    if (talk.toolResults.length === 0) return calling([csvCall(talk)]);
    if (talk.toolResults.length === 1) return calling([formulaCall(talk)]);
    return answer(`The rows are converted and the formula gives ${lastResult(talk)}`);
  },
  parallel: (talk) =>
    talk.toolResults.length === 0
      ? calling([csvCall(talk), formulaCall(talk)])
      : answer(`Both tools answered: ${talk.toolResults.length} results.`),
  loop: (talk) => calling([csvCall(talk)]),
  long: () => ({ ...answer(''), tokens: LONG, isConstant: true }),
  json: () => answer('{"answer":42,"unit":"apples","rows":[{"name":"Ada","amount":3}]}'),
  envelope: () => answer(ENVELOPE),
  reasoning: () => answer('The answer is 42.', { reasoning: wordsOf('Six times seven makes forty-two.') }),
  echo: (talk) => answer(`${talk.lastUserText} [${talk.messageCount} messages]`),
  'unknown-tool': (talk) =>
    talk.toolResults.length === 0
      ? calling([{ name: 'no-such-tool__do', arguments: '{}' }])
      : answer(`That tool does not exist: ${lastResult(talk)}`),
  'bad-arguments': badArguments,
};

/** The script's part of a model name. */
export function scriptOf(model: string): string {
  const at = model.lastIndexOf('standin-');
  return at === -1 ? model : model.slice(at + 'standin-'.length);
}

export function playScript(script: string, talk: Conversation): Scene {
  const paced = /^long-paced-(\d{1,5})$/.exec(script);
  if (paced !== null) {
    return { ...answer(''), tokens: LONG.slice(0, 200), paceMs: Math.min(10_000, Math.max(1, Number(paced[1]))), isConstant: true };
  }
  const scene = Object.hasOwn(SCENE_BY_NAME, script) ? SCENE_BY_NAME[script] : undefined;
  return scene?.(talk) ?? answer('Hello from the stand-in model.');
}
