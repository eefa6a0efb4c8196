import type { NewEvent } from '../kernel/event.ts';

/** Milliseconds that text waits for more: readers of other processes get it from the log, those of this one from memory. */
const flushMs = { shared: 75, exclusive: 500 };
const flushLength = 2_048;

interface Part {
  readonly kind: 'text' | 'reasoning';
  readonly start: number;
  text: string;
}

/**
 * Gathers the text of one message and writes it to the log in pieces, one write at a time. A message that is shorter
 * than one piece is not written here at all: its text is in `message.completed`.
 */
export class DeltaRecorder {
  readonly #write: (events: readonly NewEvent[]) => Promise<void>;
  readonly #flushMs: number;
  #parts: Part[] = [];
  #length = 0;
  #waiting = 0;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> | undefined;
  #hasWritten = false;

  constructor(write: (events: readonly NewEvent[]) => Promise<void>, { isExclusive }: { readonly isExclusive: boolean }) {
    this.#write = write;
    this.#flushMs = isExclusive ? flushMs.exclusive : flushMs.shared;
  }

  add(kind: 'text' | 'reasoning', text: string): void {
    const last = this.#parts.at(-1);
    if (last?.kind === kind) last.text += text;
    else this.#parts.push({ kind, start: this.#length, text });
    this.#length += text.length;
    this.#waiting += text.length;
    if (this.#waiting >= flushLength) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), this.#flushMs);
  }

  /** Waits for what is being written and returns the pieces that belong into the commit that completes the message. */
  async finish(): Promise<readonly NewEvent[]> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#writing;
    clearTimeout(this.#timer);
    const [first] = this.#parts;
    const isInferable = !this.#hasWritten && this.#parts.length <= (first?.kind === 'reasoning' ? 2 : 1);
    return isInferable ? [] : this.#parts.map(toEvent);
  }

  /** Forgets what was not written; for a message that will not be completed. */
  async abandon(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#writing;
    clearTimeout(this.#timer);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#writing !== undefined || this.#parts.length === 0) return;
    const parts = this.#parts;
    this.#parts = [];
    this.#waiting = 0;
    this.#hasWritten = true;
    this.#writing = this.#write(parts.map(toEvent)).then(
      () => this.#written(),
      () => this.#failed(parts),
    );
  }

  #written(): void {
    this.#writing = undefined;
    if (this.#waiting > 0) this.#timer ??= setTimeout(() => this.#flush(), this.#flushMs);
  }

  /** What could not be written goes with the next piece, so that the log never has a hole. */
  #failed(parts: Part[]): void {
    this.#parts = [...parts, ...this.#parts];
    this.#writing = undefined;
    this.#timer ??= setTimeout(() => this.#flush(), this.#flushMs * 4);
  }
}

function toEvent(part: Part): NewEvent {
  return { type: part.kind === 'text' ? 'message.delta' : 'reasoning.delta', payload: { text: part.text, offset: part.start } };
}
