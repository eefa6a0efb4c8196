import { isUuid } from '../../kernel/id.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { At } from '../home.ts';
import { query } from '../operation.ts';
import type { DeliverableFile } from './deliverable.ts';
import { fileOfDeliverable, partsOf, readPart, toFile } from './file-queries.ts';
import { visibleDeliverable } from './find-deliverable.ts';

export interface FileAddress {
  readonly deliverable: string;
  readonly file: string;
}

/** What a file is called and how large it is. @throws Refusal `not_found` deliverable.unknown, file.unknown · `forbidden` deliverable.out_of_scope */
export const findFile = query<FileAddress, DeliverableFile>({
  grant: 'deliverables:read',
  work: async (tx, { caller }, address) => {
    const { id } = await visibleDeliverable(tx, caller, address.deliverable);
    const row = isUuid(address.file) ? await tx.first(fileOfDeliverable, { deliverable: id, id: address.file.toLowerCase() }) : undefined;
    if (row === undefined) throw new Refusal('not_found', 'file.unknown', 'There is no such file.');
    return toFile(row);
  },
});

/** The bytes of a file that `findFile` found, part by part, each in a transaction of its own, so that a slow reader holds nothing. */
export async function* fileParts({ home }: At, file: DeliverableFile): AsyncGenerator<Buffer> {
  for (let part = 0; part < partsOf(file.bytes); part += 1) yield await home.read((tx) => readPart(tx, file.id, part));
}
