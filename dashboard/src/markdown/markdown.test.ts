import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { Markdown } from './markdown.tsx';
import { safeHref } from './safe-href.ts';

function draw(text: string): string {
  return renderToStaticMarkup(createElement(Markdown, { text }));
}

test('S21: HTML in an answer is shown as text and never becomes an element', () => {
  const drawn = draw('Hi <img src=x onerror=alert(1)> <b>there</b>\n\n<script>alert(1)</script>');
  expect(drawn).not.toMatch(/<(img|script|b)[ >]/);
  expect(drawn).toContain('&lt;script&gt;');
});

test('S21: an image is never loaded: it becomes a link to it', () => {
  const drawn = draw('![chart](https://tracker.example/pixel.png)');
  expect(drawn).not.toContain('<img');
  expect(drawn).toContain('[image: chart]');
});

test('S21: a link keeps its words when its address could run code', () => {
  const drawn = draw('[click](javascript:alert(1)) and [data](data:text/html,x)');
  expect(drawn).not.toContain('href');
  expect(drawn).toContain('click');
});

test('lists, tables, code, tasks and entities are drawn', () => {
  const drawn = draw('1. one\n2. two\n\n- [x] done\n\n|a|b|\n|-|-|\n|1|`c`|\n\n```js\nlet x = 1 < 2;\n```\n\nA &amp; B &#65;');
  expect(drawn).toContain('<ol start="1"');
  expect(drawn).toContain('checked=""');
  expect(drawn).toContain('<th scope="col"');
  expect(drawn).toContain('let x = 1 &lt; 2;');
  expect(drawn).toContain('A &amp; B A');
});

test('quotes nested a hundred deep and half a megabyte of text are drawn without failing', () => {
  expect(draw(`${'> '.repeat(100)}deep`)).toContain('deep');
  expect(draw('word '.repeat(100_000))).toContain('word word');
});

test.each(['> ', '1. ', '- ', '_a', 'a@', 'a.', '**a*', '[a](', '|a', '```\n', '[a]: b\n'])(
  '100,000 characters of %j are drawn at once',
  (part) => {
    const text = part.repeat(Math.floor(100_000 / part.length));
    expect(draw(text).length).toBeGreaterThan(0);
    expect(draw(`${text}@`).length).toBeGreaterThan(0);
  },
);

test.each([
  ['https://example.org/a', 'https://example.org/a'],
  ['mailto:a@example.org', 'mailto:a@example.org'],
  ['JAVASCRIPT:alert(1)', null],
  [' java\nscript:alert(1)', null],
  ['vbscript:x', null],
  ['file:///etc/passwd', null],
  ['/relative', null],
])('the address %s is followed only when it is safe', (href, expected) => {
  expect(safeHref(href)).toBe(expected);
});
