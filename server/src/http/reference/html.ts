/** Text that is HTML already; only `html` makes it. */
export interface Markup {
  readonly html: string;
}

type Piece = string | number | Markup | readonly Markup[];

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** A template whose values are escaped, for elements and quoted attributes alike, unless they are markup themselves. */
export function html(parts: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  return { html: parts.reduce((text, part, index) => `${text}${render(pieces[index - 1])}${part}`) };
}

export const nothing: Markup = { html: '' };

function render(piece: Piece | undefined): string {
  if (piece === undefined) return '';
  if (typeof piece === 'string' || typeof piece === 'number') return escapeText(String(piece));
  return 'html' in piece ? piece.html : piece.map(({ html: text }) => text).join('');
}

function escapeText(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
}
