import { newId } from '../../kernel/id.ts';
import type { RequestFacts } from '../../kernel/operation.ts';
import type { Home } from '../home.ts';
import { appendToChain } from './append-to-chain.ts';
import type { NewAuditEntry } from './append-to-chain.ts';
import { withOrgs } from './org-of-actor.ts';

/** Attempts that wait to be written; beyond it they are only counted. */
const waitingMax = 2_000;
/** Entries of one transaction, so that it never holds a chain or the store for long. */
const batchMax = 100;
const flushMs = 100;
/** Entries per organisation in one window; a flood of attempts must not fill a trail that nobody can shorten. */
const writtenMax = 300;
const windowMs = 60_000;
/** Organisations that are counted at once; attempts in others are then dropped. */
const orgsMax = 5_000;

/** A refused request of somebody who was recognised. */
export interface DeniedAttempt {
  /** Empty when only the actor is known; it is then looked up behind the answer. */
  readonly orgId: string;
  readonly actor: string;
  readonly agentId: string | null;
  /** Why, as the stable reason of the refusal. */
  readonly reason: string;
  /** Pattern of the path, never the path itself. */
  readonly route: string;
  readonly method: string;
  readonly request: RequestFacts;
}

interface OrgWindow {
  readonly startedAt: number;
  written: number;
  omitted: number;
}

/**
 * Writes refused attempts to the trail behind the answers: it delays none and fails none. Per organisation at most 300 entries a minute are
 * written; the others are counted, and one entry says how many.
 */
export class DeniedAttempts {
  readonly #home: Home;
  readonly #reportFault: (where: string, error: unknown) => void;
  readonly #windows = new Map<string, OrgWindow>();
  #waiting: NewAuditEntry[] = [];
  #flushTimer: NodeJS.Timeout | undefined;
  #windowTimer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(home: Home, reportFault: (where: string, error: unknown) => void) {
    this.#home = home;
    this.#reportFault = reportFault;
  }

  note(attempt: DeniedAttempt): void {
    const window = this.#windowOf(attempt.orgId);
    if (window === undefined) return;
    if (window.written >= writtenMax || this.#waiting.length >= waitingMax) window.omitted += 1;
    else {
      window.written += 1;
      this.#waiting.push(this.#entryOf(attempt));
    }
    this.#flushTimer ??= setTimeout(() => {
      this.#flushTimer = undefined;
      this.#startFlush();
    }, flushMs).unref();
  }

  /** Writes what waits and the counts. */
  async close(): Promise<void> {
    clearTimeout(this.#flushTimer);
    clearTimeout(this.#windowTimer);
    await this.#writing;
    await this.#flush(Infinity);
  }

  #windowOf(orgId: string): OrgWindow | undefined {
    const known = this.#windows.get(orgId);
    if (known !== undefined) return known;
    if (this.#windows.size >= orgsMax) return undefined;
    const made = { startedAt: this.#home.clock.monotonic(), written: 0, omitted: 0 };
    this.#windows.set(orgId, made);
    return made;
  }

  #entryOf({ orgId, actor, agentId, reason, route, method, request }: DeniedAttempt): NewAuditEntry {
    const at = this.#home.clock.now();
    return {
      id: newId(at),
      org_id: orgId,
      actor,
      event: 'access.denied',
      target: route,
      at,
      ip: request.ip,
      user_agent: request.userAgent,
      request_id: request.id,
      details_json: JSON.stringify({ reason, route, method }),
      agent_id: agentId,
    };
  }

  #startFlush(): void {
    this.#writing = this.#writing.then(() => this.#flush(this.#home.clock.monotonic()));
  }

  async #flush(nowMs: number): Promise<void> {
    const taken = this.#waiting;
    this.#waiting = [];
    const entries = [...(await this.#placed(taken)), ...this.#endWindows(nowMs)];
    for (const [orgId, ofOrg] of Map.groupBy(entries, (entry) => entry.org_id)) {
      for (let start = 0; start < ofOrg.length; start += batchMax) await this.#write(orgId, ofOrg.slice(start, start + batchMax));
    }
    if (this.#windows.size === 0 || nowMs === Infinity) return;
    this.#windowTimer ??= setTimeout(() => {
      this.#windowTimer = undefined;
      this.#startFlush();
    }, windowMs).unref();
  }

  async #placed(entries: readonly NewAuditEntry[]): Promise<readonly NewAuditEntry[]> {
    try {
      return entries.some((entry) => entry.org_id === '') ? await this.#home.read((tx) => withOrgs(tx, entries)) : entries;
    } catch (error) {
      this.#reportFault('audit.denied_not_written', error);
      return entries.filter((entry) => entry.org_id !== '');
    }
  }

  /** Forgets windows that are over and returns an entry for each that left something out. */
  #endWindows(nowMs: number): NewAuditEntry[] {
    const over = [...this.#windows].filter(([, window]) => nowMs - window.startedAt >= windowMs);
    for (const [orgId] of over) this.#windows.delete(orgId);
    return over
      .filter(([orgId, window]) => orgId !== '' && window.omitted > 0)
      .map(([orgId, { omitted }]) => this.#summaryOf(orgId, omitted));
  }

  #summaryOf(orgId: string, omitted: number): NewAuditEntry {
    const at = this.#home.clock.now();
    const details_json = JSON.stringify({ omitted });
    const blank = { ip: '', user_agent: '', request_id: '', agent_id: null };
    return { id: newId(at), org_id: orgId, actor: 'system', event: 'access.denied', target: 'many', at, details_json, ...blank };
  }

  async #write(orgId: string, entries: readonly NewAuditEntry[]): Promise<void> {
    try {
      await this.#home.store.transact((tx) => appendToChain(tx, orgId, entries), { durability: 'relaxed' });
    } catch (error) {
      const window = this.#windowOf(orgId);
      if (window !== undefined) window.omitted += entries.length;
      this.#reportFault('audit.denied_not_written', error);
    }
  }
}
