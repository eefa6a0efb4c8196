import { cancelledBy, headersOf, readMessage } from './message.ts';
import type { Message } from './message.ts';
import { readAnswer } from './read-answer.ts';

/** Calls that may be under way at once. */
const callsMax = 64;
const serverError = -32_000;
const parseError = -32_700;

export interface BridgeParts {
  /** The endpoint, such as `http://127.0.0.1:3001/mcp`. */
  readonly url: string;
  readonly key: string;
  /** Writes one message for the client. */
  readonly send: (line: string) => void;
  /** Tells a person what went wrong. */
  readonly note: (text: string) => void;
}

/**
 * Carries messages of a client that speaks over standard input and output to a server that speaks HTTP. The connection of a call that the client
 * takes back, or that is under way when the client goes, is closed. Source: MCP 2026-07-28 and 2025-11-25, "Transports".
 */
export class Bridge {
  readonly #parts: BridgeParts;
  readonly #calls = new Map<string | number, AbortController>();
  readonly #under = new Set<Promise<void>>();
  readonly #ended = new AbortController();
  #agreed: string | undefined;
  /** By which a server of the earlier revisions tells this client's calls from others. */
  #session: string | undefined;
  /** The server has refused the key. */
  isRefused = false;

  constructor(parts: BridgeParts) {
    this.#parts = parts;
  }

  /** Takes one line of the client; returns before it is answered. */
  take(line: string): void {
    if (line.trim() === '') return;
    const message = readMessage(line);
    if (message === null) return this.#fail(null, parseError, 'The line is not a JSON-RPC message.');
    const cancelled = cancelledBy(message);
    if (cancelled !== undefined) return this.#takeBack(cancelled, message, line);
    if (this.#under.size >= callsMax) return this.#fail(message.id, serverError, `More than ${callsMax} calls at once.`);
    this.#follow(this.#carry(message, line));
  }

  /** Waits for what is under way for so long, and cancels the rest. */
  async end(graceMs: number): Promise<void> {
    const timer = setTimeout(() => this.#ended.abort(), graceMs);
    await Promise.all(this.#under);
    clearTimeout(timer);
  }

  /** The earlier revisions say so by a message, before which the connection may not be closed. */
  #takeBack(id: string | number, message: Message, line: string): void {
    const call = this.#calls.get(id);
    if (call === undefined) return;
    if (this.#session === undefined) return call.abort();
    this.#follow(this.#carry(message, line).finally(() => call.abort()));
  }

  #follow(carried: Promise<void>): void {
    const work = carried.finally(() => this.#under.delete(work));
    this.#under.add(work);
  }

  async #carry(message: Message, line: string): Promise<void> {
    const call = new AbortController();
    if (message.isRequest && message.id !== null) this.#calls.set(message.id, call);
    const signal = AbortSignal.any([call.signal, this.#ended.signal]);
    try {
      const isAnswered = await this.#exchange(message, line, signal);
      if (message.isRequest && !isAnswered) this.#fail(message.id, serverError, 'The server ended the connection before it had answered.');
    } catch (error) {
      if (signal.aborted) return;
      this.#parts.note(`The server could not be reached: ${reasonOf(error)}`);
      if (message.isRequest) this.#fail(message.id, serverError, 'The server could not be reached.');
    } finally {
      if (message.id !== null && this.#calls.get(message.id) === call) this.#calls.delete(message.id);
    }
  }

  /** Whether the answer of the call was among what came. */
  async #exchange(message: Message, line: string, signal: AbortSignal): Promise<boolean> {
    const { url, key } = this.#parts;
    const headers = {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...headersOf(message, this.#agreed),
      ...(this.#session === undefined ? {} : { 'mcp-session-id': this.#session }),
    };
    const response = await fetch(url, { method: 'POST', headers, body: line, signal, redirect: 'error' });
    if (response.status === 401) this.#refused();
    if (message.method === 'initialize') this.#session = response.headers.get('mcp-session-id') ?? undefined;
    let isAnswered = false;
    for await (const one of readAnswer(response)) {
      const isLast = this.#pass(message, one);
      isAnswered ||= isLast;
    }
    return isAnswered;
  }

  /** Hands a message of the server on; a refusal that names no call is the answer to the call that led to it. */
  #pass(message: Message, line: string): boolean {
    const value: { id?: unknown; method?: unknown; result?: { protocolVersion?: unknown } } = JSON.parse(line);
    if (value.method !== undefined) {
      this.#parts.send(line);
      return false;
    }
    if (!message.isRequest) return false;
    const version = value.result?.protocolVersion;
    if (message.method === 'initialize' && typeof version === 'string') this.#agreed = version;
    this.#parts.send(value.id === message.id ? line : JSON.stringify({ ...value, id: message.id }));
    return true;
  }

  #refused(): void {
    if (!this.isRefused) this.#parts.note('The server does not accept the key; make one with: forgeyard key create');
    this.isRefused = true;
  }

  #fail(id: string | number | null, code: number, message: string): void {
    this.#parts.send(JSON.stringify({ jsonrpc: '2.0', id, error: { code, message } }));
  }
}

/** `fetch` says only that it failed; why is in its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  return 'code' in cause ? String(cause.code) : cause.message;
}
