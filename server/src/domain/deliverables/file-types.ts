/** What kinds of files may come with a deliverable, and how each must begin. Everything else is refused, programs above all. */
type Beginning = (bytes: Buffer) => boolean;

const starts =
  (...signatures: readonly (readonly number[])[]): Beginning =>
  (bytes) =>
    signatures.some((signature) => signature.every((byte, index) => bytes[index] === byte));

const ascii = (text: string): readonly number[] => [...Buffer.from(text, 'latin1')];

/** Beginnings of formats that are never text, although some of their bytes could be read as such. */
const foreign = starts(ascii('%PDF-'), ascii('PK\u0003\u0004'), ascii('GIF8'), ascii('MZ'), [0x7f, ...ascii('ELF')], ascii('Rar!'));

const sniffedBytes = 4_096;

/** UTF-8 without NUL, judged by the whole file: text has no signature that a beginning could prove. */
const isText: Beginning = (bytes) => {
  if (foreign(bytes) || bytes.includes(0)) return false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
};

const textThat =
  (pattern: RegExp): Beginning =>
  (bytes) =>
    isText(bytes) && pattern.test(bytes.toString('utf8', 0, sniffedBytes));

const isZip = starts(ascii('PK\u0003\u0004'), ascii('PK\u0005\u0006'));
const isWebp: Beginning = (bytes) => starts(ascii('RIFF'))(bytes) && bytes.toString('latin1', 8, 12) === 'WEBP';
const office = 'application/vnd.openxmlformats-officedocument';

const beginnings: ReadonlyMap<string, Beginning> = new Map<string, Beginning>([
  ['text/plain', isText],
  ['text/markdown', isText],
  ['text/csv', isText],
  ['text/html', isText],
  ['text/css', isText],
  ['text/yaml', isText],
  ['application/yaml', isText],
  ['text/javascript', isText],
  ['application/json', textThat(/^\uFEFF?\s*(?:[[{"\-0-9]|true|false|null)/)],
  ['application/jsonl', textThat(/^\s*(?:[[{"\-0-9]|true|false|null|$)/)],
  ['text/xml', textThat(/^\uFEFF?\s*</)],
  ['application/xml', textThat(/^\uFEFF?\s*</)],
  ['image/svg+xml', textThat(/^\uFEFF?\s*<[^]*<?svg[\s>]/i)],
  ['application/pdf', starts(ascii('%PDF-'))],
  ['application/zip', isZip],
  [`${office}.wordprocessingml.document`, isZip],
  [`${office}.spreadsheetml.sheet`, isZip],
  [`${office}.presentationml.presentation`, isZip],
  ['application/gzip', starts([0x1f, 0x8b])],
  ['image/png', starts([0x89, ...ascii('PNG\r\n'), 0x1a, 0x0a])],
  ['image/jpeg', starts([0xff, 0xd8, 0xff])],
  ['image/gif', starts(ascii('GIF87a'), ascii('GIF89a'))],
  ['image/webp', isWebp],
]);

/** Media types that files may have. */
export const fileTypes: readonly string[] = [...beginnings.keys()];

/** The bare type of `type; charset=…` in lower case. */
export function bareType(mimeType: string): string {
  return (mimeType.split(';', 1)[0] ?? '').trim().toLowerCase();
}

/** Whether a file's bytes are what its declared type says; false for types that are not taken at all. */
export function isOfType(mimeType: string, bytes: Buffer): boolean {
  return beginnings.get(mimeType)?.(bytes) === true;
}
