const storageKey = 'forgeyard.scroll';
const placesKept = 50;
const waitMsMax = 1_500;

/** How far each entry of the history was scrolled, also over a reload. */
export interface ScrollMemory {
  readonly keep: (key: string) => void;
  /** Scrolls to where the entry was left, to the top for one that is new; waits a moment for what is still loading. */
  readonly restore: (key: string) => void;
}

/** Remembers the newest 50 entries. */
export function createScrollMemory(): ScrollMemory {
  const places = readPlaces();
  let stop = (): void => undefined;
  history.scrollRestoration = 'manual';
  const keep = (key: string) => {
    places.delete(key);
    places.set(key, scrollY);
    for (const oldest of [...places.keys()].slice(0, -placesKept)) places.delete(oldest);
  };
  return {
    keep: (key) => {
      keep(key);
      try {
        sessionStorage.setItem(storageKey, JSON.stringify([...places]));
      } catch {
        // Without storage it lasts until the page is closed.
      }
    },
    restore: (key) => {
      stop();
      const wanted = places.get(key) ?? 0;
      scrollTo(0, wanted);
      if (scrollY < wanted) stop = scrollWhenLong(wanted);
    },
  };
}

/** Scrolls as soon as the page has grown enough, unless the reader scrolls first. */
function scrollWhenLong(wanted: number): () => void {
  const control = new AbortController();
  const growth = new ResizeObserver(() => {
    scrollTo(0, wanted);
    if (scrollY >= wanted) control.abort();
  });
  growth.observe(document.body);
  control.signal.addEventListener('abort', () => growth.disconnect());
  for (const type of ['wheel', 'touchstart', 'keydown'])
    addEventListener(type, () => control.abort(), { signal: control.signal, passive: true, once: true });
  setTimeout(() => control.abort(), waitMsMax);
  return () => control.abort();
}

function readPlaces(): Map<string, number> {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(storageKey) ?? '[]');
    const isPlace = (each: unknown): each is [string, number] =>
      Array.isArray(each) && typeof each[0] === 'string' && typeof each[1] === 'number';
    return new Map(Array.isArray(kept) ? kept.filter(isPlace) : []);
  } catch {
    return new Map();
  }
}
