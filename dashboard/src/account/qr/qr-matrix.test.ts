import { expect, test } from 'vitest';
import { qrMatrix } from './qr-matrix.ts';

const rowsOf = (text: string) => qrMatrix(text).map((row) => row.map(Number).join(''));

test('a short text becomes the matrix that an independent reader reads back', () => {
  expect(rowsOf('otpau')).toEqual([
    '111111100001001111111',
    '100000101001001000001',
    '101110100101101011101',
    '101110100100101011101',
    '101110101000101011101',
    '100000100010101000001',
    '111111101010101111111',
    '000000000011100000000',
    '101010100111000010010',
    '100011001010001000001',
    '011101110110100010111',
    '010001001010001000001',
    '101110111110101011010',
    '000000001101010101011',
    '111111100011011100111',
    '100000100101110110000',
    '101110101011011100011',
    '101110100000001101010',
    '101110101100100011101',
    '100000100100001000010',
    '111111101110101111011',
  ]);
});

test('the version grows with the text: 17 modules and 4 for each version', () => {
  expect([14, 15, 26, 27, 213, 214, 412].map((length) => qrMatrix('x'.repeat(length)).length)).toEqual([21, 25, 25, 29, 57, 61, 77]);
});

test('a text that no supported version holds is refused', () => {
  expect(() => qrMatrix('x'.repeat(413))).toThrow(RangeError);
});
