/**
 * The base URL with `path` added. `versioned` = the path lies below `/v1`, which is added when the base does not end in it; otherwise `/v1` is
 * added only to a base without any path, so that look-alikes may live anywhere.
 */
export function endpoint(baseUrl: string, path: string, versioned: 'always' | 'when_bare'): URL {
  const url = new URL(baseUrl);
  const base = url.pathname.replace(/\/+$/, '');
  const isMissing = versioned === 'always' ? !base.endsWith('/v1') : base === '';
  url.pathname = `${base}${isMissing ? '/v1' : ''}${path}`;
  return url;
}
