import { describe, expect, test } from 'vitest';
import { checkFiles } from './check-files.ts';
import { fileTypes, isOfType } from './file-types.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const file = (more = {}) => ({ filename: 'a.txt', mimeType: 'text/plain', content: base64('hello'), ...more });
const bytesOf = (given: Buffer | string) => (typeof given === 'string' ? Buffer.from(given) : given);
const refusalOf = (files: ReturnType<typeof file>[]): unknown => {
  try {
    return checkFiles(files);
  } catch (error) {
    return error;
  }
};
const png = Buffer.concat([Buffer.from([0x89]), Buffer.from('PNG\r\n\u001a\n', 'latin1'), Buffer.alloc(20)]);

describe('files that come with a deliverable', () => {
  test('are taken with their size, their hash and the bare type', () => {
    const [taken] = checkFiles([file({ mimeType: 'Text/Plain; charset=utf-8' })]);
    expect(taken).toMatchObject({
      filename: 'a.txt',
      mimeType: 'text/plain',
      sha256: '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
    });
    expect(taken?.bytes.toString()).toBe('hello');
    expect(checkFiles([file({ content: '' })])[0]?.bytes.length).toBe(0);
  });

  test.each([
    '../etc/passwd',
    'a/b.txt',
    'a\\b.txt',
    '..',
    '.',
    ' ',
    'a\u0000.txt',
    'a\r\nX-Evil: 1',
    'photo\u202Egnp.exe',
    'x'.repeat(256),
  ])('the name %j is refused', (filename) => {
    expect(refusalOf([file({ filename })])).toMatchObject({ kind: 'unprocessable', reason: 'file.name' });
  });

  test.each(['bericht – für Ünal.txt', '報告.txt', "it's (1).txt", '.gitignore', 'x'.repeat(255)])('the name %j is taken', (filename) => {
    expect(checkFiles([file({ filename })])[0]?.filename).toBe(filename);
  });

  test('a type that nobody allowed, and content of another type than it says, are refused', () => {
    for (const mimeType of ['application/x-msdownload', 'text/x-python', 'image/bmp', '', 'application/octet-stream'])
      expect(refusalOf([file({ mimeType })])).toMatchObject({ reason: 'file.type' });
    const lies: [string, Buffer | string][] = [
      ['image/png', 'hello'],
      ['image/jpeg', png],
      ['application/pdf', '<html>'],
      ['text/plain', png],
      ['text/plain', 'MZ\u0090\u0000'],
      ['text/markdown', Buffer.from([0xff, 0xfe, 0x41])],
      ['text/html', '%PDF-1.7'],
      ['application/json', 'hello'],
      ['application/zip', 'hello'],
      ['image/svg+xml', '<p>hello</p>'],
      ['image/webp', 'RIFF1234WAVE'],
    ];
    for (const [mimeType, bytes] of lies) expect([mimeType, isOfType(mimeType, bytesOf(bytes))]).toEqual([mimeType, false]);
  });

  test('every type that is taken is taken with content of that type', () => {
    const zip = 'PK\u0003\u0004rest';
    const samples: Readonly<Record<string, Buffer | string>> = {
      'application/json': ' {"a":1}',
      'application/jsonl': '{"a":1}\n{"a":2}',
      'text/xml': '<a/>',
      'application/xml': '<?xml version="1.0"?><a/>',
      'image/svg+xml': '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
      'application/pdf': '%PDF-1.7',
      'application/zip': 'PK\u0005\u0006',
      'application/gzip': Buffer.from([0x1f, 0x8b, 8]),
      'image/png': png,
      'image/jpeg': Buffer.from([0xff, 0xd8, 0xff, 0xe0]),
      'image/gif': 'GIF89a',
      'image/webp': 'RIFF1234WEBPVP8 ',
    };
    for (const type of fileTypes) {
      const sample = samples[type] ?? (type.startsWith('text/') || type.endsWith('yaml') ? '# Ünïcode\n' : zip);
      expect([type, isOfType(type, bytesOf(sample))]).toEqual([type, true]);
    }
  });

  test('what is not base64 is refused', () => {
    for (const content of ['%%%', 'a', 'aGVsbG8=\n', 'aGVs bG8=', 'aGVsbG9=', 'aGVs_-8='])
      expect([content, refusalOf([file({ content })])]).toMatchObject([content, { reason: 'file.content' }]);
    expect(checkFiles([file({ content: 'aGVsbG8' })])[0]?.bytes.toString()).toBe('hello');
  });

  test('bounds: 10 MB each, 50 MB together, five files', () => {
    const large = (bytes: number) => file({ content: Buffer.alloc(bytes, 'a').toString('base64') });
    const limit = 10 * 1024 * 1024;
    expect(checkFiles([large(limit)])[0]?.bytes.length).toBe(limit);
    expect(refusalOf([large(limit + 1)])).toMatchObject({ kind: 'too_large', reason: 'file.too_large' });
    const most = large(limit);
    expect(checkFiles([most, most, most, most, most])).toHaveLength(5);
    expect(refusalOf(Array.from({ length: 6 }, () => file()))).toMatchObject({ kind: 'unprocessable', reason: 'files.too_many' });
  });
});
