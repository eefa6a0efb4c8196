import type { createRemoteJWKSet, JWTPayload } from 'jose';
import type { GuardedFetch } from '../kernel/guarded-fetch.ts';
import { ask, askJson } from './ask-json.ts';

/** The OpenID provider that the operator named. */
export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string | null;
  /** What the button says. */
  readonly name: string;
}

type Claims = Readonly<Record<string, unknown>>;

/** What a provider says about itself (OpenID Connect Discovery 1.0, section 3), and its keys. */
interface Discovered {
  readonly authorizationUrl: string;
  readonly tokenUrl: string;
  readonly userInfoUrl: string | null;
  readonly usesBasic: boolean;
  readonly keys: ReturnType<typeof createRemoteJWKSet>;
  readonly readAt: number;
}

const trustMs = 600_000;
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];

function textOf(document: Claims, name: string): string | null {
  const value = document[name];
  return typeof value === 'string' ? value : null;
}

/** One OpenID provider, spoken to within the outbound policy. */
export class OidcClient {
  readonly settings: OidcSettings;
  readonly #guardedFetch: GuardedFetch;
  readonly #now: () => number;
  #discovered: Discovered | undefined;

  constructor(settings: OidcSettings, guardedFetch: GuardedFetch, now: () => number) {
    this.settings = settings;
    this.#guardedFetch = guardedFetch;
    this.#now = now;
  }

  /** Reads the provider's description, at most every ten minutes. @throws when it cannot be read or speaks for somebody else */
  async discover(): Promise<Discovered> {
    if (this.#discovered !== undefined && this.#now() - this.#discovered.readAt < trustMs) return this.#discovered;
    const { issuer } = this.settings;
    const document = await askJson(this.#guardedFetch, `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
    if (document['issuer'] !== issuer) throw new Error('the provider names another issuer');
    const authorizationUrl = textOf(document, 'authorization_endpoint');
    const tokenUrl = textOf(document, 'token_endpoint');
    const keysUrl = textOf(document, 'jwks_uri');
    if (authorizationUrl === null || tokenUrl === null || keysUrl === null) throw new Error('the provider leaves out an endpoint');
    const methods = document['token_endpoint_auth_methods_supported'];
    const usesBasic = !Array.isArray(methods) || methods.includes('client_secret_basic');
    const keys = await this.#keysAt(keysUrl);
    this.#discovered = {
      authorizationUrl,
      tokenUrl,
      userInfoUrl: textOf(document, 'userinfo_endpoint'),
      usesBasic,
      keys,
      readAt: this.#now(),
    };
    return this.#discovered;
  }

  async #keysAt(url: string): Promise<Discovered['keys']> {
    const { createRemoteJWKSet, customFetch } = await import('jose');
    const fetchKeys = async (at: string): Promise<Response> => {
      const { status, text } = await ask(this.#guardedFetch, at);
      return new Response(text, { status });
    };
    return createRemoteJWKSet(new URL(url), { [customFetch]: fetchKeys, cooldownDuration: 30_000 });
  }

  /** Changes a code for tokens (RFC 6749, section 4.1.3; RFC 7636). */
  async exchange(code: string, redirectUri: string, verifier: string): Promise<{ readonly accessToken: string; readonly idToken: string }> {
    const { tokenUrl, usesBasic } = await this.discover();
    const { clientId, clientSecret } = this.settings;
    const form = new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier });
    const headers: Record<string, string> = { 'content-type': 'application/x-www-form-urlencoded' };
    if (clientSecret !== null && usesBasic) {
      const pair = `${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`;
      headers['authorization'] = `Basic ${Buffer.from(pair).toString('base64')}`;
    } else {
      form.set('client_id', clientId);
      if (clientSecret !== null) form.set('client_secret', clientSecret);
    }
    const answer = await askJson(this.#guardedFetch, tokenUrl, { method: 'POST', headers, body: form.toString() });
    const accessToken = textOf(answer, 'access_token');
    const idToken = textOf(answer, 'id_token');
    if (accessToken === null || idToken === null) throw new Error('the provider left out a token');
    return { accessToken, idToken };
  }

  /** Who signed in at the provider, for this very request (OpenID Connect Core, 3.1.3.7 and 5.3.2). @throws when anything does not hold */
  async claims(tokens: { readonly accessToken: string; readonly idToken: string }, nonce: string): Promise<Claims> {
    const { keys, userInfoUrl } = await this.discover();
    const { jwtVerify } = await import('jose');
    const { payload } = await jwtVerify(tokens.idToken, keys, {
      issuer: this.settings.issuer,
      audience: this.settings.clientId,
      algorithms,
      requiredClaims: ['sub', 'exp', 'iat', 'nonce'],
      clockTolerance: 60,
    });
    this.#refuseForeign(payload, nonce);
    if (payload['email'] !== undefined || userInfoUrl === null) return payload;
    const more = await askJson(this.#guardedFetch, userInfoUrl, { headers: { authorization: `Bearer ${tokens.accessToken}` } });
    if (more['sub'] !== payload.sub) throw new Error('the provider spoke about somebody else');
    return { ...more, ...payload };
  }

  #refuseForeign(payload: JWTPayload, nonce: string): void {
    if (payload['nonce'] !== nonce) throw new Error('the token answers another request');
    if (payload['azp'] !== undefined && payload['azp'] !== this.settings.clientId) throw new Error('the token is for another client');
  }
}
