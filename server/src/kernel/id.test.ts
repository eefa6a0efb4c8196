import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agtOfUuid, isFreeSlug, isUuid, newId, shapeOf, uuidOfAgt } from './id.ts';

describe('a new id', () => {
  it('is a UUID of version 7 and the RFC variant, and begins with its time', () => {
    const at = Date.UTC(2090, 0, 2, 3, 4, 5, 678);
    const id = newId(at);
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(at);
  });

  it('is unique and greater than every earlier one, also for 100,000 in the same millisecond and when the clock steps back', () => {
    const at = Date.UTC(2091, 0, 1);
    const ids = Array.from({ length: 100_000 }, (_, index) => newId(index % 1_000 === 999 ? at - 5_000 : at));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id, index) => index === 0 || id > (ids[index - 1] ?? ''))).toBe(true);
  });
});

describe('the shape of an address', () => {
  const uuid = '01890a5d-ac96-774b-bcce-b302099a8057';
  const hex = uuid.replaceAll('-', '');
  it.each([
    [uuid, 'uuid'],
    [uuid.toUpperCase(), 'uuid'],
    ['abcdefab-abcd-abcd-abcd-abcdefabcdef', 'uuid'],
    [`agt_${hex}`, 'agt'],
    [`AGT_${hex.toUpperCase()}`, 'agt'],
    ['1', 'digits'],
    ['007', 'digits'],
    ['9'.repeat(15), 'digits'],
    ['data-cleanup', 'name'],
    ['A', 'name'],
    ['a'.repeat(63), 'name'],
    ['x-', 'name'],
    ['', null],
    ['9'.repeat(16), null],
    ['a'.repeat(64), null],
    ['1abc', null],
    ['-abc', null],
    ['a_b', null],
    ['a.b', null],
    ['a b', null],
    ['a/b', null],
    ['..', null],
    ['ä', null],
    ['abc\n', null],
    [`${uuid}\n`, null],
    [hex.slice(1), null],
    [`agt_${hex.slice(1)}`, null],
    [`agt_${hex}0`, null],
    [`{${uuid}}`, null],
    ['%27', null],
    ['١٢', null],
  ])('of %j is %j', (address, shape) => {
    expect(shapeOf(address)).toBe(shape);
  });

  it('an id and its agt_ form name the same agent, in any case', () => {
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        expect(uuidOfAgt(agtOfUuid(id))).toBe(id);
        expect(uuidOfAgt(agtOfUuid(id).toUpperCase())).toBe(id);
        expect(shapeOf(agtOfUuid(id))).toBe('agt');
        expect(isUuid(id)).toBe(true);
      }),
    );
  });

  it('no text has two shapes, and a name that is free can never be read as an id or a number', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[A-Za-z0-9_-]{0,64}$/), fc.uuid()), (text) => {
        if (isFreeSlug(text)) expect(shapeOf(text)).toBe('name');
      }),
    );
  });

  it.each([
    'me',
    'ME',
    'profile',
    'directory',
    'providers',
    'match',
    'templates',
    'samples',
    'instances',
    'types',
    '',
    '1',
    'a_b',
    'ab-'.repeat(22),
  ])('%j is not free as a name', (slug) => {
    expect(isFreeSlug(slug)).toBe(false);
  });

  it.each(['mean', 'me-too', 'Profile1', 'x', 'agt-1', 'a'.repeat(63)])('%j is free as a name', (slug) => {
    expect(isFreeSlug(slug)).toBe(true);
  });
});
