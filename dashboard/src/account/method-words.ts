const words: ReadonlyMap<string, string> = new Map([
  ['password', 'by password'],
  ['passkey', 'by passkey'],
  ['owner_link', 'by owner link'],
  ['sign_up', 'by signing up'],
  ['invitation', 'by invitation'],
  ['two_factor', 'by password and code'],
]);

/** How a browser signed in, in words; an outside provider is named as the server names it. */
export function methodWords(method: string): string {
  return `signed in ${words.get(method) ?? `by ${method.replace(/^oidc:/, '').replaceAll('_', ' ')}`}`;
}
