import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import { domainWorld } from '../domain-world.ts';
import type { DomainWorld } from '../domain-world.ts';

/** Each link asks for the next one twice: forty links are a million million checks. */
function doubling(links: number): JsonObject {
  const chain = Array.from({ length: links }, (_, at): [string, JsonObject] => {
    const next = { $ref: `#/$defs/l${at + 1}` };
    return [`l${at}`, { allOf: [next, next] }];
  });
  return { type: 'object', $defs: { ...Object.fromEntries(chain), [`l${links}`]: { type: 'object' } }, $ref: '#/$defs/l0' };
}

describe('a schema that another server wrote', () => {
  let world: DomainWorld;
  beforeAll(async () => {
    world = await domainWorld('sqlite');
  });
  afterAll(() => world.close());

  test('that takes for ever is given up, while the server goes on', async () => {
    let beats = 0;
    const pulse = setInterval(() => {
      beats += 1;
    }, 50);
    const verdict = await world.home.checkInput(doubling(40), { to: 'Ada' });
    clearInterval(pulse);
    expect(verdict).toEqual([]);
    expect(beats).toBeGreaterThan(5);
  });

  test('that is usable still says what is wrong, and where', async () => {
    const schema = { type: 'object', properties: { to: { type: 'string', maxLength: 3 } }, required: ['to', 'a/b'] };
    expect(await world.home.checkInput(schema, { to: 'Ada' })).toEqual([{ pointer: '/a~1b', detail: "must have required property 'a/b'" }]);
    expect(await world.home.checkInput(schema, { to: 'Adam', 'a/b': 1 })).toEqual([
      { pointer: '/to', detail: 'must NOT have more than 3 characters' },
    ]);
    for (const odd of [{ type: 'object', pattern: '(' }, { $ref: '#/nowhere' }, { properties: { to: { pattern: '^(a+)+$' } } }])
      expect(await world.home.checkInput(odd, { to: `${'a'.repeat(40)}!` })).toEqual([]);
  });
});
