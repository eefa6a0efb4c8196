import { isTerminal } from '@forgeyard/sdk';
import type { Forgeyard, RunInput, RunStream, RunWithSteps, StreamedEvent } from '@forgeyard/sdk';
import { cancelStarted } from '../live/cancel-started.ts';
import { interruptible } from '../live/interruptible.ts';
import { createRunPrinter } from '../live/run-printer.ts';
import type { RunPrinter } from '../live/run-printer.ts';
import type { Output } from '../output/output.ts';
import type { Command, Context } from '../program/command.ts';
import { CommandFailure, exitCode, usageFailure } from '../program/failure.ts';
import { readDurationMs, readInteger, readObject } from '../program/value.ts';

export const run: Command = {
  path: ['run'],
  about: 'Run an agent and show its work live',
  args: [
    { name: 'agent', about: 'slug, number, agt_… or uuid' },
    { name: 'input', isOptional: true, about: 'what to do; read from standard input when left out' },
  ],
  options: [
    { name: 'data', value: '<json|@file|->', about: 'JSON object handed to the agent' },
    { name: 'session', value: '<id>', about: 'go on in that session' },
    { name: 'timeout', value: '<time>', about: 'deadline of the run such as 30s or 2m (plain numbers are milliseconds)' },
    { name: 'max-steps', value: '<n>', about: 'model calls at most' },
    { name: 'no-stream', about: 'print only the end: the output, or the whole run with --json' },
  ],
  notes: [
    'The answer goes to standard output, tools and remarks to standard error. With --json every event is one line of JSON.',
    'Ctrl-C cancels the run on the server and exits 130; a second Ctrl-C does not wait. A run that fails exits 1.',
  ],
  examples: [
    'forgeyard run data-cleanup "Clean this CSV and calculate totals by region" --data @rows.json',
    'cat question.txt | forgeyard run helper --timeout 2m',
    'forgeyard run helper "hello" --json | grep tool.called',
  ],
  run: async (context) => {
    const { world, input, out } = context;
    const work = await readWork(context);
    const forge = context.forge();
    const wait: Waiting = { forge, stream: null, newest: null };
    const view = viewOf(context);
    const outcome = await interruptible(world, {
      work: (signal) => consume({ wait, agent: input.need(0), work, signal, show: view.print }),
      onInterrupt: async () => {
        view.endLine();
        if (wait.stream !== null) await cancelStarted(forge, wait.stream, out);
      },
    });
    return outcome === 'interrupted' ? exitCode.interrupted : conclude(context, wait);
  },
};

interface Waiting {
  readonly forge: Forgeyard;
  stream: RunStream | null;
  newest: StreamedEvent | null;
}

interface Consumption {
  readonly wait: Waiting;
  readonly agent: string;
  readonly work: RunInput;
  readonly signal: AbortSignal;
  readonly show: (event: StreamedEvent) => void;
}

async function consume({ wait, agent, work, signal, show }: Consumption): Promise<'ended'> {
  wait.stream = wait.forge.runs.stream(agent, work, { signal });
  for await (const event of wait.stream) {
    wait.newest = event;
    show(event);
  }
  return 'ended';
}

function viewOf({ input, out }: Context): RunPrinter {
  const nothing = (): void => undefined;
  if (input.has('no-stream')) return { print: nothing, endLine: nothing };
  return out.isJson ? { print: out.jsonLine, endLine: nothing } : createRunPrinter(out);
}

/** Prints what is left to print; a run that did not complete becomes the failure that it was. */
async function conclude({ input, out }: Context, { forge, stream, newest }: Waiting): Promise<number> {
  const runId = stream?.runId;
  if (runId === undefined) throw new CommandFailure('RUN_UNKNOWN', 'The server sent no events of the run');
  const isOver = newest !== null && isTerminal(newest.type);
  const ended = input.has('no-stream') || !isOver ? await forge.runs.get(runId) : null;
  if (ended !== null) showEnd(out, ended);
  const failed =
    ended === null ? failureOf(newest) : (ended.error ?? (ended.status === 'completed' ? null : { code: ended.status, message: '' }));
  if (failed === null) return exitCode.ok;
  const message = failed.message === '' ? 'The run did not complete' : failed.message;
  throw new CommandFailure(failed.code.toUpperCase(), message, { hint: `Every step: forgeyard tail ${runId}` });
}

function failureOf(event: StreamedEvent | null): { readonly code: string; readonly message: string } | null {
  if (event?.type === 'run.failed' || event?.type === 'run.timed_out' || event?.type === 'run.cancelled') return event.payload;
  return null;
}

function showEnd(out: Output, ended: RunWithSteps): void {
  if (out.isJson) return out.json(ended);
  const text = ended.output ?? (ended.result === null ? '' : JSON.stringify(ended.result, null, 2));
  if (text !== '') out.piece(text.endsWith('\n') ? text : `${text}\n`);
}

async function readWork({ world, input }: Context): Promise<RunInput> {
  const [given, data, timeout, steps] = [input.arg(1), input.text('data'), input.text('timeout'), input.text('max-steps')];
  const readsData = data === '-';
  if (given === undefined && (world.stdin.isTty || readsData)) throw usageFailure('Missing [input]', 'See: forgeyard run --help');
  const override = {
    timeout_ms: timeout === undefined ? undefined : readDurationMs('timeout', timeout),
    max_steps: steps === undefined ? undefined : readInteger('max-steps', steps),
  };
  return {
    input: given ?? (await world.stdin.read()).trimEnd(),
    data: data === undefined ? undefined : await readObject(world, 'data', data),
    session_id: input.text('session'),
    config_override: timeout === undefined && steps === undefined ? undefined : override,
  };
}
