import type { Resolution } from '@forgeyard/sdk';

/** How long an answer can be taken back. */
export const undoMs = 5_000;

/** An answer on its way: it waits until `untilMs`, is being sent, or was refused. */
export type Outgoing =
  | { readonly state: 'waits'; readonly resolution: Resolution; readonly untilMs: number }
  | { readonly state: 'sending'; readonly resolution: Resolution }
  | { readonly state: 'failed'; readonly resolution: Resolution; readonly error: unknown };

export type Outgoings = ReadonlyMap<string, Outgoing>;

interface OutboxParts {
  readonly send: (id: string, resolution: Resolution) => Promise<void>;
  readonly onRefused: (id: string, resolution: Resolution, error: unknown) => void;
  readonly onChange: (items: Outgoings) => void;
}

interface Waiting {
  readonly timer: ReturnType<typeof setTimeout>;
  readonly sendNow: () => void;
}

/** Answers that wait some seconds before they are sent, one for each question. */
export interface OutboxStore {
  /** The same answer to a question and to `others` is one deed: it is taken back as one. */
  readonly put: (id: string, resolution: Resolution, others?: readonly string[]) => void;
  /** Takes back an answer with all that were given with it, the last one unless an id is given; false when there is none to take back. */
  readonly undo: (id?: string) => boolean;
  readonly sendAll: () => void;
}

export function createOutbox({ send, onRefused, onChange }: OutboxParts): OutboxStore {
  const waiting = new Map<string, Waiting>();
  let items: Outgoings = new Map();
  const change = (id: string, item: Outgoing | null) => {
    const next = new Map(items);
    next.delete(id);
    items = item === null ? next : next.set(id, item);
    onChange(items);
  };
  const deliver = async (id: string, resolution: Resolution) => {
    waiting.delete(id);
    change(id, { state: 'sending', resolution });
    try {
      await send(id, resolution);
      change(id, null);
    } catch (error) {
      change(id, { state: 'failed', resolution, error });
      onRefused(id, resolution, error);
    }
  };
  const putOne = (id: string, resolution: Resolution) => {
    if (waiting.has(id) || items.get(id)?.state === 'sending') return;
    const sendNow = () => {
      clearTimeout(timer);
      void deliver(id, resolution);
    };
    const timer = setTimeout(sendNow, undoMs);
    waiting.set(id, { timer, sendNow });
    change(id, { state: 'waits', resolution, untilMs: Date.now() + undoMs });
  };
  return {
    put: (id, resolution, others = []) => {
      for (const each of [...others, id]) putOne(each, resolution);
    },
    undo: (id = [...waiting.keys()].at(-1)) => {
      const resolution = id === undefined || !waiting.has(id) ? undefined : items.get(id)?.resolution;
      if (resolution === undefined) return false;
      const together = [...waiting].filter(([each]) => items.get(each)?.resolution === resolution);
      for (const [each, { timer }] of together) {
        clearTimeout(timer);
        waiting.delete(each);
        change(each, null);
      }
      return true;
    },
    sendAll: () => {
      for (const { sendNow } of [...waiting.values()]) sendNow();
    },
  };
}
