import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keywordsOf } from './search-directory.ts';
import { termRowsOf } from './index-profile.ts';
import { stemOf, wordsOf } from './words.ts';

describe('words', () => {
  test.each([
    ['I am a helpful AI assistant for weather forecasting.', ['helpful', 'ai', 'assistant', 'weather', 'forecasting']],
    ['WEATHER, weather & Weather', ['weather']],
    ['Ｗｅａｔｈｅｒ ﬁle', ['weather', 'file']],
    ['Прогноз погоды на неделю', ['прогноз', 'погоды', 'на', 'неделю']],
    ['天気予報をお知らせします', ['天気', '予報']],
    ['东京天气预报', ['东京', '天气', '预报']],
    ['Größe café naïve', ['größe', 'café', 'naïve']],
    ['<img src=x onerror=alert(1)> javascript:alert(1)', ['img', 'src', 'x', 'onerror', 'alert', '1', 'javascript']],
    ['wea\u202ether', ['weather']],
    ["%' UNION SELECT -- _", ['union', 'select']],
    ['%%%% !!! \u0000', []],
    ['Node.js and snake_case: gpt-4.1', ['node', 'js', 'snake', 'case', 'gpt', '4', '1']],
    ['the and of', []],
  ])('of %j are found whatever the script', (text, expected) => {
    const found = wordsOf(text);
    expect(found).toEqual(expect.arrayContaining(expected));
    if (/^[\0-\u{24f}\u{202e}\uff00-\uffff]*$/u.test(text)) expect(new Set(found)).toEqual(new Set(expected));
  });

  test('are cut at 64 characters and counted up to a bound', () => {
    expect(wordsOf('a'.repeat(400) + 'b')).toEqual(['a'.repeat(64)]);
    expect(wordsOf(Array.from({ length: 900 }, (_, index) => `w${index}`).join(' '))).toHaveLength(400);
    expect(keywordsOf(Array.from({ length: 100 }, (_, index) => `w${index}`).join(' '))).toHaveLength(16);
  });

  test.each([
    ['forecast', ['forecasts', 'forecasting', 'forecasted', "forecast's"]],
    ['company', ['companies']],
    ['write', ['writes', 'writing']],
    ['plan', ['plans', 'planning', 'planned']],
    ['translate', ['translation', 'translations', 'translating', 'translated']],
    ['class', ['classes']],
    ['quick', ['quickly']],
    ['agent', ['agents']],
  ])('%s and its family share a stem', (word, family) => {
    for (const other of family) expect([other, stemOf(other)]).toEqual([other, stemOf(word)]);
  });

  test.each(['king', 'thing', 'red', 'status', 'analysis', 'bus', 'прогноз', '天気', 'gpt4s'])('%s has nothing taken off', (word) => {
    expect(stemOf(word)).toBe(word);
  });

  test('any text gives words and stems that are not empty and come out the same again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        for (const word of wordsOf(text)) {
          expect(word).not.toBe('');
          expect(stemOf(word)).not.toBe('');
          expect(word.isWellFormed()).toBe(true);
          expect(word).not.toContain('\u0000');
        }
      }),
    );
  });
});

describe('the index', () => {
  const profile = { agentId: 'a', introduction: 'I am a helpful AI assistant for weather forecasting.', category: 'weather', createdAt: 1 };

  test('holds what a hit is worth, for all categories and for the own one', () => {
    const rows = termRowsOf(profile);
    const weights = Object.fromEntries(rows.filter(({ category }) => category === '').map(({ term, weight }) => [term, weight]));
    expect(weights).toEqual({ helpful: 5, ai: 5, assistant: 5, weather: 10, forecasting: 5, forecast: 4 });
    expect(rows.filter(({ category }) => category === 'weather')).toHaveLength(6);
    expect(termRowsOf({ ...profile, category: '' }).every(({ category }) => category === '')).toBe(true);
  });
});
