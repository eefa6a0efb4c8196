import { html } from './html.ts';
import type { Markup } from './html.ts';

/** A sentence in which `backticks` mark code. */
export function sentence(text: string): Markup {
  const pieces = text.split(/`([^`]+)`/);
  return html`${pieces.map((piece, index) => (index % 2 === 1 ? html`<code>${piece}</code>` : html`${piece}`))}`;
}

/** Paragraphs, divided by blank lines. */
export function paragraphs(text: string): Markup {
  return html`${text.split(/\n{2,}/).map((paragraph) => html`<p>${sentence(paragraph)}</p>`)}`;
}

/** A summary's first clause for headings and lists, and what follows its semicolon as a sentence of its own. */
export function clauses(summary: string): { readonly title: string; readonly note: string } {
  const end = summary.indexOf('; ');
  if (end === -1) return { title: summary, note: '' };
  const rest = summary.slice(end + 2);
  return { title: summary.slice(0, end), note: `${rest.charAt(0).toUpperCase()}${rest.slice(1)}.` };
}
