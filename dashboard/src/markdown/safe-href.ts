const safeProtocols: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:']);

/** The address of a link that an agent wrote, or null when following it could run code or leave in an unknown way. */
export function safeHref(href: string): string | null {
  const url = URL.parse(href.trim());
  return url !== null && safeProtocols.has(url.protocol) ? url.href : null;
}
