import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LoggedEvent, NewEvent } from '../kernel/event.ts';
import { Follower } from './follower.ts';
import { OpenMessages } from './open-messages.ts';

const sessionId = 'session';
const runId = 'run';

interface Message {
  text: string;
  reasoning: string;
}

/** The writing side as the engine drives it: a log, and live text that is recorded later, in pieces, or never. */
class Writer {
  readonly log: LoggedEvent[] = [];
  readonly live = new OpenMessages();
  #parts: { kind: 'text' | 'reasoning'; start: number; text: string }[] = [];
  #whole: Message = { text: '', reasoning: '' };
  #length = 0;
  #hasRecorded = false;

  constructor() {
    this.append({ type: 'message.started', payload: { step: 1 } });
    this.#reopen();
  }

  append(...events: NewEvent[]): LoggedEvent[] {
    const logged = events.map((event, index): LoggedEvent => ({ ...event, sessionId, runId, seq: this.log.length + index + 1, at: 0 }));
    this.log.push(...logged);
    return logged;
  }

  write(kind: 'text' | 'reasoning', text: string): number {
    const last = this.#parts.at(-1);
    if (last?.kind === kind) last.text += text;
    else this.#parts.push({ kind, start: this.#length, text });
    this.#whole[kind] += text;
    this.#length += text.length;
    return this.live.add(sessionId, kind, text);
  }

  /** Records what has not been recorded yet. */
  record(): LoggedEvent[] {
    if (this.#parts.length > 0) this.#hasRecorded = true;
    return this.append(...this.#takeParts());
  }

  /** The message ends; a short one of one kind, or of reasoning and then text, is in the log only as a whole. */
  complete(): LoggedEvent[] {
    this.live.close(sessionId);
    const isInferable = !this.#hasRecorded && this.#parts.length <= (this.#parts[0]?.kind === 'reasoning' ? 2 : 1);
    const rest = isInferable ? [] : this.#takeParts();
    const payload = { step: 1, ...this.#whole, tool_calls: [], finish: 'stop', duration_ms: 0 };
    const logged = this.append(...rest, { type: 'message.completed', payload }, { type: 'message.started', payload: { step: 2 } });
    this.#reopen();
    return logged;
  }

  /** The provider broke off: what was not recorded is gone, and the message begins anew. */
  retry(): LoggedEvent[] {
    this.live.close(sessionId);
    const retried = { step: 1, error_class: 'unavailable', message: '', delay_ms: 0, try: 1 };
    const logged = this.append({ type: 'model.retried', payload: retried }, { type: 'message.started', payload: { step: 1 } });
    this.#reopen();
    return logged;
  }

  /** The process died, and another attempt begins. */
  crash(): LoggedEvent[] {
    this.live.close(sessionId);
    const logged = this.append({ type: 'attempt.started', payload: { attempt: 2, reason: 'recovered' } });
    this.#reopen();
    return logged;
  }

  #takeParts(): NewEvent[] {
    const parts = this.#parts;
    this.#parts = [];
    return parts.map(({ kind, start, text }) => ({
      type: kind === 'text' ? 'message.delta' : 'reasoning.delta',
      payload: { text, offset: start },
    }));
  }

  #reopen(): void {
    this.#parts = [];
    this.#whole = { text: '', reasoning: '' };
    this.#length = 0;
    this.#hasRecorded = false;
    this.live.open(sessionId, runId);
  }
}

/** A client that follows the protocol and comes back with its last cursor; a remote one only ever sees the log. */
class Reader {
  readonly messages: Message[] = [];
  readonly seqs: number[] = [];
  readonly isRemote: boolean;
  #open: Message = { text: '', reasoning: '' };
  #cursor = { seq: 0, offset: 0 };
  #follower: Follower;

  constructor(isRemote: boolean) {
    this.isRemote = isRemote;
    this.#follower = this.#connect();
  }

  get isLive(): boolean {
    return this.#follower.isLive;
  }

  /** Loses the connection and what it would have brought. */
  reconnect(): void {
    this.#follower = this.#connect();
  }

  lag(): void {
    this.#follower.isLive = false;
  }

  commit(events: readonly LoggedEvent[]): void {
    if (!this.isLive) return;
    if (!events.every((event) => this.#follower.take(event))) this.lag();
  }

  piece(kind: 'text' | 'reasoning', text: string, start: number): void {
    if (this.isLive && !this.isRemote) this.#follower.piece(kind, runId, text, start);
  }

  /** Reads up to `limit` events of the log; at its end the reader is live. */
  read(writer: Writer, limit: number): void {
    this.lag();
    for (const event of writer.log.slice(this.#follower.seq).slice(0, limit)) this.#follower.take(event);
    if (this.#follower.seq < writer.log.length) return;
    this.#follower.isLive = true;
    const message = writer.live.of(sessionId);
    if (message !== undefined && !this.isRemote) this.#follower.catchUp(message);
  }

  #connect(): Follower {
    const request = { orgId: 'org', sessionId, after: this.#cursor };
    return new Follower(request, {
      event: (event) => {
        this.seqs.push(event.seq);
        this.#cursor = { seq: event.seq, offset: 0 };
        if (event.type === 'message.completed') this.messages.push(this.#open);
        if (['message.started', 'attempt.started', 'message.completed'].includes(event.type)) this.#open = { text: '', reasoning: '' };
      },
      delta: ({ kind, text, seq, offset }) => {
        this.#open[kind] += text;
        this.#cursor = { seq, offset };
      },
      lost: () => undefined,
    });
  }
}

const readersMax = 3;
const readerIndex = fc.nat(readersMax - 1);
const kinds = fc.constantFrom('text' as const, 'text' as const, 'reasoning' as const);

type Action =
  | { readonly do: 'write'; readonly kind: 'text' | 'reasoning'; readonly text: string }
  | { readonly do: 'record' | 'complete' | 'retry' | 'crash' }
  | { readonly do: 'reconnect' | 'lag'; readonly reader: number }
  | { readonly do: 'read'; readonly reader: number; readonly limit: number };

const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('write' as const),
      kind: kinds,
      text: fc.string({ minLength: 1, maxLength: 6, unit: 'grapheme' }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('record' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('complete' as const, 'retry' as const, 'crash' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('reconnect' as const, 'lag' as const), reader: readerIndex }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('read' as const), reader: readerIndex, limit: fc.integer({ min: 0, max: 8 }) }) },
);

function play(actions: readonly Action[]): { writer: Writer; readers: Reader[] } {
  const writer = new Writer();
  const readers = [new Reader(false), new Reader(false), new Reader(true)];
  const everybody = (events: readonly LoggedEvent[]): void => {
    for (const reader of readers) reader.commit(events);
  };
  for (const step of actions) {
    if (step.do === 'write') {
      const end = writer.write(step.kind, step.text);
      for (const reader of readers) reader.piece(step.kind, step.text, end - step.text.length);
    } else if (step.do === 'read') readers[step.reader]?.read(writer, step.limit);
    else if (step.do === 'reconnect' || step.do === 'lag') readers[step.reader]?.[step.do]();
    else everybody(writer[step.do]());
  }
  everybody(writer.complete());
  for (const reader of readers) reader.read(writer, Number.MAX_SAFE_INTEGER);
  return { writer, readers };
}

function storyOf(log: readonly LoggedEvent[]) {
  const messages = log.flatMap((event) =>
    event.type === 'message.completed' ? [{ text: event.payload.text, reasoning: event.payload.reasoning }] : [],
  );
  return { messages, seqs: log.filter(({ type }) => !type.endsWith('.delta')).map(({ seq }) => seq) };
}

describe('a follower of a log', () => {
  it('delivers exactly the log’s text and every event once, however live text, records, retries, crashes and reconnects interleave', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        const { writer, readers } = play(actions);
        const story = storyOf(writer.log);
        for (const { messages, seqs, isRemote } of readers) expect({ isRemote, messages, seqs }).toEqual({ isRemote, ...story });
      }),
      { numRuns: 3_000 },
    );
  });

  it('never delivers a piece that would leave a hole before it', () => {
    const pieces: string[] = [];
    const sink = { event: () => undefined, delta: ({ text }: { text: string }) => void pieces.push(text), lost: () => undefined };
    const follower = new Follower({ orgId: 'org', sessionId, after: { seq: 1, offset: 3 } }, sink);
    follower.piece('text', runId, 'later', 5);
    follower.piece('text', runId, 'abcdef', 0);
    follower.piece('text', runId, 'def', 3);
    expect(pieces).toEqual(['def']);
    expect(follower.offset).toBe(6);
  });

  it('says when an event is not the next one, and takes nothing of it', () => {
    const seen: number[] = [];
    const sink = { event: ({ seq }: { seq: number }) => void seen.push(seq), delta: () => undefined, lost: () => undefined };
    const follower = new Follower({ orgId: 'org', sessionId, after: { seq: 4, offset: 0 } }, sink);
    const event = (seq: number): LoggedEvent => ({ type: 'run.started', payload: { attempt: 1 }, sessionId, runId, seq, at: 0 });
    expect([follower.take(event(4)), follower.take(event(6)), follower.take(event(5)), follower.take(event(6))]).toEqual([
      true,
      false,
      true,
      true,
    ]);
    expect(seen).toEqual([5, 6]);
  });
});
