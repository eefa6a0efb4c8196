import { otlpHeaders } from './config.ts';
import type { Settings } from './config.ts';
import type { TraceTarget } from './events/index.ts';
import type { OidcSettings } from './login/index.ts';
import type { MailSettings } from './mail/index.ts';

/** The OpenID provider that people may sign in with. */
export function oidcSettings(settings: Settings): OidcSettings | null {
  const { FORGEYARD_OIDC_ISSUER: issuer, FORGEYARD_OIDC_CLIENT_ID: clientId, FORGEYARD_OIDC_CLIENT_SECRET: secret } = settings;
  if (issuer === undefined || clientId === undefined) return null;
  return { issuer, clientId, clientSecret: secret ?? null, name: settings.FORGEYARD_OIDC_NAME };
}

/** How mail leaves, if it does. */
export function mailSettings({ FORGEYARD_SMTP_URL: url, FORGEYARD_MAIL_FROM: from }: Settings): MailSettings | null {
  return url === undefined || from === undefined ? null : { url, from };
}

/** The public address that was set, or this machine's own with the port that is listened on. */
export function publicUrlOf(
  { FORGEYARD_PUBLIC_URL: chosen, FORGEYARD_HOST: host, FORGEYARD_PORT: port }: Settings,
  bound: () => number | undefined,
): string {
  if (chosen !== undefined) return chosen.replace(/\/+$/, '');
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${bound() ?? port}`;
}

/** Over https the name itself makes browsers refuse a cookie that another host or plain http tries to set. */
export function sessionCookieFor(publicUrl: string | null): { readonly name: string; readonly isSecure: boolean } {
  const isSecure = publicUrl?.startsWith('https:') === true;
  return { name: isSecure ? '__Host-forgeyard_session' : 'forgeyard_session', isSecure };
}

/** Hosts of the operator's allow-list. */
export function namedHosts({ FORGEYARD_ALLOW_PRIVATE_NETWORK: list }: Settings): string[] {
  return list
    .split(',')
    .map((host) => host.trim())
    .filter((host) => host !== '');
}

/** Hosts of the base URLs that were set beside provider keys. */
export function providerHosts(settings: Settings): string[] {
  return [settings.OPENAI_BASE_URL, settings.ANTHROPIC_BASE_URL].flatMap((url) => (url === undefined ? [] : [new URL(url).host]));
}

/** Where the spans of runs are sent, if anywhere. */
export function otlpTarget({
  FORGEYARD_OTLP_ENDPOINT: endpoint,
  FORGEYARD_OTLP_HEADERS: headers,
  FORGEYARD_OTLP_CAPTURE_CONTENT: capture,
}: Settings): TraceTarget | null {
  if (endpoint === undefined) return null;
  const url = `${endpoint.replace(/\/+$/, '')}/v1/traces`;
  return { url, headers: otlpHeaders(headers ?? '') ?? {}, keepsContent: capture === 'true' };
}
