/** How many of a number of requests are under way at once. */
const atOnce = 4;

/** What became of one of several requests. */
export type Became<T> = { readonly item: T; readonly error?: unknown };

/** Does the same with several things, four at a time; one that fails stops no other. The answer is in their order. */
export async function eachInTurn<T>(items: readonly T[], act: (item: T) => PromiseLike<unknown>): Promise<readonly Became<T>[]> {
  const became: Became<T>[] = [];
  let next = 0;
  const work = async () => {
    for (let place = next++; place < items.length; place = next++) {
      const item = items[place];
      if (item === undefined) return;
      became[place] = await Promise.resolve(act(item)).then(
        () => ({ item }),
        (error: unknown) => ({ item, error }),
      );
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return became;
}
