import { LRUCache } from 'lru-cache';
import type { PriorDiscovery } from '@modelcontextprotocol/client';
import type { GuardedStream } from '../kernel/guarded-stream.ts';
import type { Json } from '../kernel/json.ts';
import { RateLimit } from '../kernel/rate-limit.ts';
import type { RateLimitOptions } from '../kernel/rate-limit.ts';
import { DefinitionChanged, hashOfTool, ToolServerFault } from '../kernel/tool-server.ts';
import type { SeenServer, ServerToolCall, ToolServerAddress, ToolServers } from '../kernel/tool-server.ts';
import { ToolFailure } from '../kernel/tool.ts';
import { connect } from './connection.ts';
import type { Connection } from './connection.ts';
import { explain, secretsOf } from './explain.ts';
import { readResult } from './read-result.ts';

export interface ToolServersOptions {
  readonly guardedStream: GuardedStream;
  readonly clientVersion: string;
  /** How often an organisation may ask servers for their tools; 60 times in a minute when left out. */
  readonly listings?: RateLimitOptions | undefined;
}

/** Connections that are kept for the next call of the same run. */
const connectionsMax = 200;
const idleMs = 120_000;
/** Calls and listings of this process at one time, and those of one organisation, so that its slow servers keep nobody else's waiting. */
const atOnceMax = 100;
const atOnceOfOrgMax = 40;
const erasMax = 1_000;
const eraMs = 600_000;
const defaultListings: RateLimitOptions = { max: 60, windowS: 60 };

/** Talks to tool servers as a client, over the guarded way out only. */
export class ToolServerClient implements ToolServers {
  readonly #options: ToolServersOptions;
  readonly #limit: RateLimit;
  /** How servers speak, so that most connections need not find out. */
  readonly #eras = new LRUCache<string, PriorDiscovery>({ max: erasMax, ttl: eraMs });
  readonly #kept = new LRUCache<string, Promise<Connection>>({
    max: connectionsMax,
    ttl: idleMs,
    ttlAutopurge: true,
    updateAgeOnGet: true,
    dispose: (opening) => void opening.then((connection) => connection.close()).catch(() => undefined),
  });
  /** Calls and listings under way, by organisation. */
  readonly #busy = new Map<string, number>();

  constructor(options: ToolServersOptions) {
    this.#options = options;
    this.#limit = new RateLimit(options.listings ?? defaultListings);
  }

  async list(address: ToolServerAddress, signal?: AbortSignal): Promise<SeenServer> {
    await this.#limit.take(address.orgId);
    const connection = await this.#counted(address.orgId, () => this.#open(address, signal));
    void connection.close();
    return connection.seen;
  }

  async call(address: ToolServerAddress, call: ServerToolCall): Promise<Json> {
    try {
      return await this.#counted(address.orgId, () => this.#callOnce(address, call));
    } catch (error) {
      if (call.signal.aborted) throw new ToolFailure('CANCELLED', 'The call was given up.');
      if (error instanceof ToolFailure) throw error;
      throw new ToolFailure('FAILED', explain(error, address).message);
    }
  }

  async close(): Promise<void> {
    this.#kept.clear();
  }

  async #counted<T>(orgId: string, work: () => Promise<T>): Promise<T> {
    const own = this.#busy.get(orgId) ?? 0;
    const all = [...this.#busy.values()].reduce((sum, one) => sum + one, 0);
    if (all >= atOnceMax || own >= atOnceOfOrgMax) throw new ToolServerFault('Too many tool servers are being asked at once; try again.');
    this.#busy.set(orgId, own + 1);
    try {
      return await work();
    } finally {
      const left = (this.#busy.get(orgId) ?? 1) - 1;
      if (left > 0) this.#busy.set(orgId, left);
      else this.#busy.delete(orgId);
    }
  }

  async #callOnce(address: ToolServerAddress, call: ServerToolCall): Promise<Json> {
    const connection = await this.#agreeing(address, call);
    try {
      const result = await connection.call({ ...call, meta: metaOf(call) });
      return readResult(result, secretsOf(address));
    } catch (error) {
      // Whatever broke it, the next call begins anew.
      if (error instanceof ToolServerFault) this.#kept.delete(keptKey(address, call));
      throw error;
    }
  }

  /** A connection over which the tool is described as it was agreed to; a kept one may be older than the agreement. */
  async #agreeing(address: ToolServerAddress, call: ServerToolCall): Promise<Connection> {
    const key = keptKey(address, call);
    const isKept = this.#kept.peek(key) !== undefined;
    const first = await this.#connection(address, call);
    if (isAgreed(first.seen, call)) return first;
    if (isKept) this.#kept.delete(key);
    const connection = isKept ? await this.#connection(address, call) : first;
    if (!isAgreed(connection.seen, call)) throw new DefinitionChanged(connection.seen);
    return connection;
  }

  async #connection(address: ToolServerAddress, call: ServerToolCall): Promise<Connection> {
    const key = keptKey(address, call);
    const known = this.#kept.get(key);
    if (known !== undefined) return known;
    const opening = this.#open(address, call.signal);
    this.#kept.set(key, opening);
    try {
      return await opening;
    } catch (error) {
      if (this.#kept.peek(key) === opening) this.#kept.delete(key);
      throw error;
    }
  }

  async #open(address: ToolServerAddress, signal?: AbortSignal): Promise<Connection> {
    const { guardedStream, clientVersion } = this.#options;
    const key = addressKey(address);
    try {
      const connection = await connect({ guardedStream, address, clientVersion, signal, prior: this.#eras.get(key) });
      this.#eras.set(key, connection.era);
      return connection;
    } catch (error) {
      // It may be another server by now: the next attempt finds out anew how it speaks.
      this.#eras.delete(key);
      throw error;
    }
  }
}

function isAgreed({ tools }: SeenServer, call: ServerToolCall): boolean {
  const tool = tools.find((one) => one.name === call.tool);
  return tool !== undefined && hashOfTool(tool) === call.hash;
}

function addressKey({ id, revision }: ToolServerAddress): string {
  return `${id} ${revision}`;
}

function keptKey(address: ToolServerAddress, { scope }: Pick<ServerToolCall, 'scope'>): string {
  return `${scope} ${addressKey(address)}`;
}

function metaOf({ idempotencyKey, traceParent }: ServerToolCall): Record<string, string> {
  return { 'forgeyard/idempotency-key': idempotencyKey, ...(traceParent === null ? {} : { traceparent: traceParent }) };
}
