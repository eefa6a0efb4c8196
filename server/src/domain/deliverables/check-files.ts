import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { Refusal, refuseField } from '../../kernel/refusal.ts';
import { bareType, fileTypes, isOfType } from './file-types.ts';

/** A file as it is handed in. */
export interface NewFile {
  readonly filename: string;
  readonly mimeType: string;
  /** Base64. */
  readonly content: string;
}

/** A file that may be stored. */
export interface CheckedFile {
  readonly filename: string;
  readonly mimeType: string;
  readonly bytes: Buffer;
  readonly sha256: string;
}

export const fileBytesMax = 10 * 1024 * 1024;
export const fileBytesTogetherMax = 50 * 1024 * 1024;
export const filesMax = 5;
const filenameMax = 255;

/** Names a place rather than a file, or could make a log line, a header or a terminal say something else. */
const unsafeName = /[/\\\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]|^\.{1,2}$|^\s*$/u;

/**
 * Decodes files and holds each against its declared type.
 * @throws Refusal `too_large` file.too_large, files.too_large · `unprocessable` files.too_many, file.name, file.type, file.content
 */
export function checkFiles(files: readonly NewFile[]): readonly CheckedFile[] {
  return [...inTurn(files)];
}

/** The same for files of strangers, which may be large: other requests are answered between them. @throws Refusal as `checkFiles` */
export async function checkFilesPatiently(files: readonly NewFile[]): Promise<readonly CheckedFile[]> {
  const checked: CheckedFile[] = [];
  for (const file of inTurn(files)) {
    checked.push(file);
    await setImmediate();
  }
  return checked;
}

function* inTurn(files: readonly NewFile[]): Generator<CheckedFile> {
  if (files.length > filesMax) throw refuseField('unprocessable', 'files.too_many', '/files', `At most ${filesMax} files come with one.`);
  let together = 0;
  for (const [index, file] of files.entries()) {
    const pointer = `/files/${index}`;
    refuseName(file.filename, `${pointer}/filename`);
    const bytes = decode(file.content, `${pointer}/content`);
    together += bytes.length;
    if (together > fileBytesTogetherMax) throw new Refusal('too_large', 'files.too_large', 'Files are at most 50 MB together.');
    const mimeType = bareType(file.mimeType);
    refuseType(mimeType, bytes, pointer);
    yield { filename: file.filename, mimeType, bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
  }
}

function refuseName(filename: string, pointer: string): void {
  if (filename.length <= filenameMax && !unsafeName.test(filename)) return;
  throw refuseField(
    'unprocessable',
    'file.name',
    pointer,
    'A file name has no path and no control characters, and at most 255 characters.',
  );
}

function decode(content: string, pointer: string): Buffer {
  // Three bytes are four characters; judged before memory is spent on the bytes.
  if (content.length > Math.ceil(fileBytesMax / 3) * 4) throw new Refusal('too_large', 'file.too_large', 'A file is at most 10 MB.');
  const bytes = Buffer.from(content, 'base64');
  if (bytes.length > fileBytesMax) throw new Refusal('too_large', 'file.too_large', 'A file is at most 10 MB.');
  // The decoder skips what is not base64, so that only what encodes back to itself was.
  if (bytes.toString('base64').replace(/=+$/, '') !== content.replace(/=+$/, ''))
    throw refuseField('unprocessable', 'file.content', pointer, 'The content of a file is base64 (RFC 4648, section 4).');
  return bytes;
}

function refuseType(mimeType: string, bytes: Buffer, pointer: string): void {
  if (!fileTypes.includes(mimeType))
    throw refuseField('unprocessable', 'file.type', pointer, `Files of this type are not taken; these are: ${fileTypes.join(', ')}.`);
  if (!isOfType(mimeType, bytes)) throw refuseField('unprocessable', 'file.type', pointer, `The content does not begin like ${mimeType}.`);
}
