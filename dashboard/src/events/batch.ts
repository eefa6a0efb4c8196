/** Collects items and hands them over together, at most once per `everyMs`. */
export interface Batch<Item> {
  add(item: Item): void;
  /** Hands over what waits, at once. */
  flush(): void;
  /** Drops what waits; nothing is handed over any more. */
  close(): void;
}

/** Makes a batch; the first item after a quiet time is handed over after `everyMs`. */
export function createBatch<Item>(everyMs: number, hand: (items: readonly Item[]) => void): Batch<Item> {
  let waiting: Item[] = [];
  let timer: ReturnType<typeof setTimeout> | null = null;
  let isClosed = false;

  function flush(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (waiting.length === 0 || isClosed) return;
    const items = waiting;
    waiting = [];
    hand(items);
  }

  return {
    add: (item) => {
      waiting.push(item);
      timer ??= setTimeout(flush, everyMs);
    },
    flush,
    close: () => {
      isClosed = true;
      if (timer !== null) clearTimeout(timer);
    },
  };
}
