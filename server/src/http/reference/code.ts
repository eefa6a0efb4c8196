import type { Json } from '../../kernel/json.ts';
import { html } from './html.ts';
import type { Markup } from './html.ts';

/** A titled block of code; long lines scroll, also by keyboard. */
export function codeBlock(title: string, code: Markup): Markup {
  return html`<figure class="code">
    <figcaption>${title}</figcaption>
    <pre tabindex="0"><code>${code}</code></pre>
  </figure>`;
}

const token = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(true|false|null)\b|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/g;

/** JSON with its names, texts and other values marked. */
export function jsonMarkup(value: Json): Markup {
  const text = JSON.stringify(value, null, 2);
  const pieces: Markup[] = [];
  let at = 0;
  for (const match of text.matchAll(token)) {
    const [all, quoted, colon] = match;
    pieces.push(html`${text.slice(at, match.index)}`, marked(all, quoted, colon));
    at = match.index + all.length;
  }
  return html`${pieces}${text.slice(at)}`;
}

function marked(all: string, quoted: string | undefined, colon: string | undefined): Markup {
  if (quoted === undefined) return html`<span class="v">${all}</span>`;
  return colon === undefined ? html`<span class="s">${quoted}</span>` : html`<span class="n">${quoted}</span>${colon}`;
}
