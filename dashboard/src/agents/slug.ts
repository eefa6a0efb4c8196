const charsMax = 60;

/** Turns a name into an address: letters, digits and dashes, beginning with a letter, at most 60 characters. */
export function slugOf(name: string): string {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const dashed = plain.replace(/[^a-z0-9]+/g, '-').replace(/^[^a-z]+/, '');
  return dashed.slice(0, charsMax).replace(/-+$/, '');
}
