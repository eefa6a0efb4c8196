import { Refusal } from '../../kernel/refusal.ts';

/**
 * Does something with each item in turn; a refusal says which item it was about.
 * @throws Refusal as `work` does, with the item's place in front
 */
export async function atEachIndex<Item, Done>(
  items: readonly Item[],
  member: string,
  work: (item: Item) => Promise<Done>,
): Promise<Done[]> {
  const done: Done[] = [];
  for (const [index, item] of items.entries()) {
    done.push(
      await work(item).catch((error: unknown) => {
        throw error instanceof Refusal ? placed(error, `${member}/${index}`) : error;
      }),
    );
  }
  return done;
}

function placed({ kind, reason, message, detail }: Refusal, place: string): Refusal {
  const fields = detail.fields?.map((field) => ({ ...field, pointer: `/${place}${field.pointer}` })) ?? [
    { pointer: `/${place}`, detail: message },
  ];
  return new Refusal(kind, reason, `${place}: ${message}`, { ...detail, fields });
}
