import { hash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { parseArgs } from 'node:util';
import { connectModel, type CallModel, type WireToolCall } from './model-wire.ts';
import { openMemory, openPostgres, openSqlite, type FloorStore } from './store.ts';
import { offers, runTool } from './tools.ts';

/**
 * The floor: a run of an agent with no product around it. `POST /run` takes the same request, calls the same model, runs two small tools
 * inline and answers JSON or server-sent events. `--key` adds a key check, `--sqlite FILE` or `--postgres URL` one durable insert per accept,
 * step and finish.
 */
const { values: options } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    model: { type: 'string', default: '' },
    key: { type: 'string' },
    sqlite: { type: 'string' },
    postgres: { type: 'string' },
  },
});

const STEPS_MAX = 10;

interface RunRequest {
  readonly agent: string;
  readonly input: string;
  readonly stream: boolean;
}

interface Step {
  readonly step_number: number;
  readonly tool: string;
  readonly input: unknown;
  readonly output: unknown;
}

interface Floor {
  readonly callModel: CallModel;
  readonly store: FloorStore;
  /** SHA-256 of each key → its name; `null` when keys are not checked. */
  readonly keyNames: ReadonlyMap<string, string> | null;
}

const fingerprint = (key: string): string => hash('sha256', key, 'base64');

async function openFloor(): Promise<Floor> {
  const keyNames = options.key === undefined ? null : new Map([[fingerprint(options.key), 'bench']]);
  const callModel = connectModel(options.model);
  if (options.sqlite !== undefined) return { callModel, keyNames, store: openSqlite(options.sqlite) };
  if (options.postgres !== undefined) return { callModel, keyNames, store: await openPostgres(options.postgres) };
  return { callModel, keyNames, store: openMemory() };
}

async function readBody(request: IncomingMessage): Promise<string> {
  let text = '';
  request.setEncoding('utf8');
  for await (const piece of request) text += String(piece);
  return text;
}

function readRun(text: string): RunRequest | null {
  const body: unknown = JSON.parse(text);
  if (typeof body !== 'object' || body === null) return null;
  const { agent, input, stream } = body as Record<string, unknown>;
  if (typeof agent !== 'string' || typeof input !== 'string') return null;
  return { agent, input, stream: stream === true };
}

function answerJson(response: ServerResponse, status: number, value: unknown): void {
  const text = JSON.stringify(value);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

function callTools(calls: readonly WireToolCall[], steps: Step[], messages: unknown[]): void {
  for (const call of calls) {
    const input: unknown = JSON.parse(call.arguments === '' ? '{}' : call.arguments);
    const output = runTool(call.name, input);
    steps.push({ step_number: steps.length + 1, tool: call.name, input, output });
    messages.push({ role: 'tool', tool_call_id: call.id, content: JSON.stringify(output) });
  }
}

async function loop(
  floor: Floor,
  run: RunRequest,
  runId: string,
  onText: (text: string) => void,
): Promise<{ output: string; steps: Step[] }> {
  const messages: unknown[] = [{ role: 'user', content: run.input }];
  const steps: Step[] = [];
  const tools = run.agent === 'three' ? offers : undefined;
  await floor.store.append(runId, 'accept', run.input);
  for (let turn = 0; turn < STEPS_MAX; turn += 1) {
    const body = JSON.stringify({ model: `gpt-standin-${run.agent}`, stream: true, messages, tools });
    const reply = await floor.callModel(body, onText);
    if (reply.toolCalls.length === 0) {
      await floor.store.append(runId, 'step', reply.text);
      await floor.store.append(runId, 'finish', reply.text);
      return { output: reply.text, steps };
    }
    messages.push({
      role: 'assistant',
      content: reply.text,
      tool_calls: reply.toolCalls.map((call) => ({
        id: call.id,
        type: 'function',
        function: { name: call.name, arguments: call.arguments },
      })),
    });
    callTools(reply.toolCalls, steps, messages);
    await floor.store.append(runId, 'step', JSON.stringify(steps.at(-1)));
  }
  throw new Error('too many steps');
}

async function run(floor: Floor, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = readRun(await readBody(request));
  if (body === null) return answerJson(response, 400, { error: 'INVALID_INPUT' });
  const runId = randomUUID();
  const startedAt = Date.now();
  if (!body.stream) {
    const { output, steps } = await loop(floor, body, runId, () => {});
    return answerJson(response, 200, { run_id: runId, status: 'completed', result: output, steps, duration_ms: Date.now() - startedAt });
  }
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  const { output } = await loop(floor, body, runId, (text) => response.write(`event: token\ndata: ${JSON.stringify({ text })}\n\n`));
  response.end(
    `event: done\ndata: ${JSON.stringify({ run_id: runId, status: 'completed', output, duration_ms: Date.now() - startedAt })}\n\n`,
  );
}

/** What a real answer carries besides the fields of the request, so that both sides write as many bytes. */
const NOTE_DEFAULTS = {
  number: 1,
  agt_id: 'agt_000000000000000000000000',
  description: '',
  kind: 'ai',
  status: 'active',
  version: 1,
  provider: null,
  config: { max_steps: 10, temperature: 0.7, timeout_ms: 30_000, retry_on_error: true, max_tokens: 4096 },
  max_concurrent_tasks: 4,
  capabilities: [],
  metadata: {},
  run_count: 0,
  running: 0,
  last_run_at: null,
};

/** The pair of P10: a checked JSON body that is kept, and one record by its id. */
async function saveNote(floor: Floor, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const text = await readBody(request);
  const body = JSON.parse(text) as Record<string, unknown>;
  if (typeof body['slug'] !== 'string' || typeof body['model'] !== 'string' || !Array.isArray(body['tools'])) {
    return answerJson(response, 400, { error: 'INVALID_INPUT' });
  }
  const record = JSON.stringify({ id: randomUUID(), ...NOTE_DEFAULTS, ...body, created_at: new Date().toISOString() });
  await floor.store.saveNote(record);
  answerJson(response, 201, JSON.parse(record));
}

async function showNote(floor: Floor, id: number, response: ServerResponse): Promise<void> {
  const record = await floor.store.readNote(id);
  if (record === null) return answerJson(response, 404, { error: 'NOT_FOUND' });
  answerJson(response, 200, JSON.parse(record));
}

async function serve(floor: Floor, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const key = request.headers['x-forge-api-key'];
  if (floor.keyNames !== null && (typeof key !== 'string' || !floor.keyNames.has(fingerprint(key)))) {
    return answerJson(response, 401, { error: 'UNAUTHORIZED' });
  }
  const path = request.url ?? '';
  if (path === '/run') return run(floor, request, response);
  if (path === '/notes') return saveNote(floor, request, response);
  if (path.startsWith('/notes/')) return showNote(floor, Number(path.slice(7)), response);
  answerJson(response, 404, { error: 'NOT_FOUND' });
}

const floor = await openFloor();
const server = createServer((request, response) => {
  serve(floor, request, response).catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    if (!response.headersSent) answerJson(response, 500, { error: 'FAILED' });
    else response.destroy();
  });
});
server.listen(Number(options.port), '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`floor listening on http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}\n`);
});
process.on('SIGTERM', () => {
  void floor.store.close().then(() => process.exit(0));
});
