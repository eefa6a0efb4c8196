import { newId } from '../../kernel/id.ts';
import { insertion, statement } from '../../store/index.ts';
import type { DeliverableFileRow, ReadTx, Tx } from '../../store/index.ts';
import type { CheckedFile } from './check-files.ts';
import type { DeliverableFile } from './deliverable.ts';

/** Bytes of a file that are stored and read at once; a multiple of three, so that each part is base64 without padding between. */
const partBytes = 768 * 1024;

const fileInsertion = insertion('deliverable_files', [
  'id',
  'org_id',
  'deliverable_id',
  'filename',
  'mime_type',
  'bytes',
  'sha256',
  'created_at',
]);
const partInsertion = insertion('file_parts', ['file_id', 'part', 'base64']);

export const fileOfDeliverable = statement<{ deliverable: string; id: string }, DeliverableFileRow>((db, arg) =>
  db.selectFrom('deliverable_files').selectAll().where('deliverable_id', '=', arg.deliverable).where('id', '=', arg.id),
);
const partOfFile = statement<{ file: string; part: number }, { base64: string }>((db, arg) =>
  db.selectFrom('file_parts').select('base64').where('file_id', '=', arg.file).where('part', '=', arg.part),
);

/** Stores files part by part, so that no statement carries a whole one. */
export async function storeFiles(
  tx: Tx,
  of: { readonly orgId: string; readonly deliverableId: string; readonly at: number },
  files: readonly CheckedFile[],
): Promise<void> {
  for (const file of files) {
    const id = newId(of.at);
    const row: DeliverableFileRow = {
      id,
      org_id: of.orgId,
      deliverable_id: of.deliverableId,
      filename: file.filename,
      mime_type: file.mimeType,
      bytes: file.bytes.length,
      sha256: file.sha256,
      created_at: of.at,
    };
    await tx.insert(fileInsertion, [row]);
    for (let part = 0; part * partBytes < file.bytes.length; part += 1) {
      const base64 = file.bytes.toString('base64', part * partBytes, (part + 1) * partBytes);
      await tx.insert(partInsertion, [{ file_id: id, part, base64 }]);
    }
  }
}

export function toFile(row: DeliverableFileRow): DeliverableFile {
  return { id: row.id, filename: row.filename, mimeType: row.mime_type, bytes: row.bytes, sha256: row.sha256 };
}

/** Files of some deliverables, in the order in which they were handed in. */
export async function filesOf(tx: ReadTx, deliverableIds: readonly string[]): Promise<ReadonlyMap<string, readonly DeliverableFile[]>> {
  const found = new Map<string, DeliverableFile[]>();
  if (deliverableIds.length === 0) return found;
  const rows = await tx.query<DeliverableFileRow>((db) =>
    db
      .selectFrom('deliverable_files')
      .selectAll()
      .where('deliverable_id', 'in', [...deliverableIds])
      .orderBy('id'),
  );
  for (const row of rows) found.set(row.deliverable_id, [...(found.get(row.deliverable_id) ?? []), toFile(row)]);
  return found;
}

/** How many parts a file of this size has. */
export function partsOf(bytes: number): number {
  return Math.ceil(bytes / partBytes);
}

export async function readPart(tx: ReadTx, fileId: string, part: number): Promise<Buffer> {
  const row = await tx.first(partOfFile, { file: fileId, part });
  if (row === undefined) throw new Error(`part ${part} of file ${fileId} is missing`);
  return Buffer.from(row.base64, 'base64');
}
