/** Yields what a stream yields whose code is loaded when somebody begins to read it: a page that shows something first is lighter without it. */
export async function* lazily<T>(open: () => Promise<AsyncIterable<T>>): AsyncGenerator<T> {
  yield* await open();
}
