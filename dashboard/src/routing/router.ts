import type { ComponentType } from 'react';
import { matchOf, type Match, type Path } from './addresses.ts';
import { createScrollMemory } from './scroll-memory.ts';

/** Where the page is. */
export interface Place {
  readonly href: string;
  readonly pathname: string;
  /** With its `?`; empty for none. */
  readonly search: string;
}

/** A page and what stands around it. */
export interface LoadedPage {
  readonly page: ComponentType;
  readonly frame: ComponentType | null;
}

/** Loads a page, once. */
export type PageLoader = () => Promise<LoadedPage>;

/** What is on the screen. */
export interface Shown {
  readonly place: Place;
  readonly match: Match | undefined;
  /** Null where there is none, or where it could not be opened. */
  readonly loaded: LoadedPage | null;
  /** Why the page could not be opened; undefined where it could. */
  readonly error?: unknown;
  /** The entry of the history whose scroll position is to be taken up; undefined to leave it as it is. */
  readonly scrollKey: string | undefined;
}

export interface GoOptions {
  /** Takes the place of the entry of the history that is there. */
  readonly replace?: boolean;
  /** Another page begins at its top unless this is false. */
  readonly resetScroll?: boolean;
}

export interface RouterParts {
  readonly loaderOf: (path: Path) => PageLoader;
  /** Asked before another page is opened: an address to go to instead, or null. What it throws is shown in place of the page. */
  readonly guard: (place: Place & { readonly isKnown: boolean }) => Promise<string | null>;
  /** Asked when the code of a page cannot be had, such as after the server was renewed; true when everything is loaded anew instead. */
  readonly startsOver: () => boolean;
}

/** Asked before the page is left for another one; true keeps it. */
export type Blocker = (nextPathname: string) => boolean;

/** Leads from page to page: the address at once, the page as soon as its code is there; the last wish wins. */
export class Router {
  readonly #parts: RouterParts;
  readonly #scroll = createScrollMemory();
  readonly #listeners = new Set<() => void>();
  readonly #blockers = new Set<Blocker>();
  #entry = entryNow();
  #place = placeNow();
  #shown: Shown | null = null;
  #turn = 0;

  constructor(parts: RouterParts) {
    this.#parts = parts;
    addEventListener('popstate', () => this.#onPop());
    addEventListener('pagehide', () => this.#scroll.keep(this.#entry.key));
    void this.#open(this.#entry.key);
  }

  get place(): Place {
    return this.#place;
  }

  readonly shown = (): Shown | null => this.#shown;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Goes to an address of this server; resolves when its page is there. */
  async go(href: string, { replace = false, resetScroll = true }: GoOptions = {}): Promise<void> {
    const next = new URL(href, location.href);
    if (next.pathname !== this.#place.pathname && this.#isBlocked(next.pathname)) return;
    const isOther = next.pathname !== this.#place.pathname;
    this.#scroll.keep(this.#entry.key);
    this.#entry = replace ? { ...this.#entry, key: newKey() } : { key: newKey(), index: this.#entry.index + 1 };
    history[replace ? 'replaceState' : 'pushState'](this.#entry, '', href);
    this.#place = placeNow();
    await this.#open(isOther && resetScroll ? this.#entry.key : undefined);
  }

  /** Opens the page that is there once more, such as after it failed. */
  readonly reopen = (): void => void this.#open(undefined);

  /** Loads the code of a page that is likely to be opened. */
  preload(path: Path): void {
    void this.#parts
      .loaderOf(path)()
      .catch(() => undefined);
  }

  block(blocker: Blocker): () => void {
    this.#blockers.add(blocker);
    return () => this.#blockers.delete(blocker);
  }

  #isBlocked(pathname: string): boolean {
    return [...this.#blockers].some((blocker) => blocker(pathname));
  }

  #onPop(): void {
    const left = this.#entry;
    const entered = entryNow(left.index + 1);
    if (placeNow().pathname !== this.#place.pathname && this.#isBlocked(location.pathname)) {
      // The browser is there already: it is sent back, which comes here again as the place that never was left.
      history.go(left.index - entered.index);
      return;
    }
    this.#scroll.keep(left.key);
    this.#entry = entered;
    const isSame = placeNow().href === this.#place.href;
    this.#place = placeNow();
    if (!isSame) void this.#open(entered.key);
  }

  async #open(scrollKey: string | undefined): Promise<void> {
    const turn = ++this.#turn;
    const place = this.#place;
    const match = matchOf(place.pathname);
    const before = this.#shown;
    if (match !== undefined && before !== null && before.loaded !== null && before.match?.path === match.path)
      return this.#show({ ...before, place, match, scrollKey });
    try {
      const instead = await this.#parts.guard({ ...place, isKnown: match !== undefined });
      if (turn !== this.#turn) return;
      if (instead !== null) return await this.go(instead, { replace: true });
      const loaded = match === undefined ? null : await this.#parts.loaderOf(match.path)();
      if (turn === this.#turn) this.#show({ place, match, loaded, scrollKey });
    } catch (error) {
      if (turn !== this.#turn || (error instanceof TypeError && this.#parts.startsOver())) return;
      this.#show({ place, match, loaded: null, error, scrollKey });
    }
  }

  #show(next: Shown): void {
    this.#shown = next;
    for (const listener of this.#listeners) listener();
  }

  /** Takes up the scroll position of what has just come onto the screen. */
  readonly settle = ({ scrollKey }: Shown): void => {
    if (scrollKey !== undefined) this.#scroll.restore(scrollKey);
  };
}

interface Entry {
  readonly key: string;
  /** Its number among the entries of this tab. */
  readonly index: number;
}

/** The entry of the history that is open; one that we did not make, such as an address with `#`, becomes ours. */
function entryNow(index = 0): Entry {
  const state: unknown = history.state;
  if (typeof state === 'object' && state !== null && 'key' in state && 'index' in state)
    return { key: String(state.key), index: Number(state.index) };
  const entry = { key: newKey(), index };
  history.replaceState(entry, '');
  return entry;
}

function newKey(): string {
  return Math.random().toString(36).slice(2, 10);
}

function placeNow(): Place {
  const { pathname, search, hash } = location;
  return { href: `${pathname}${search}${hash}`, pathname, search };
}
