import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

/** Somebody with an account at the provider. */
export interface ProviderPerson {
  readonly sub: string;
  readonly email: string;
  readonly email_verified: boolean;
  readonly name: string;
}

export interface OpenId {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Who sits in front of the browser next. */
  signInAs(person: ProviderPerson): void;
  /** The redirect URI is only known once our server listens. */
  allowRedirect(uri: string): void;
  close(): Promise<void>;
}

const client = { client_id: 'forgeyard', client_secret: 'a-secret-of-the-test', grant_types: ['authorization_code'] };

/** A real OpenID provider on a port of its own, whose sign-in page says yes by itself. */
export async function startOpenId(): Promise<OpenId> {
  let person: ProviderPerson = { sub: 'nobody', email: 'nobody@example.net', email_verified: false, name: 'Nobody' };
  const redirects: string[] = ['http://127.0.0.1:1/none'];
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const people = new Map<string, ProviderPerson>();
  const provider = new Provider(issuer, {
    clients: [{ ...client, redirect_uris: redirects }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    cookies: { keys: ['test'] },
    findAccount: (_ctx: unknown, sub: string) => ({ accountId: sub, claims: async () => ({ ...people.get(sub), sub }) }),
    interactions: { url: (_ctx: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
  });
  const found = provider.Client.find.bind(provider.Client);
  provider.Client.find = async (id: string) => {
    const known = await found(id);
    if (known !== undefined) known.redirectUris = redirects;
    return known;
  };
  const callback = provider.callback();
  const interact = async (request: Parameters<typeof callback>[0], response: Parameters<typeof callback>[1]): Promise<void> => {
    const { prompt, params, grantId } = await provider.interactionDetails(request, response);
    people.set(person.sub, person);
    if (prompt.name === 'login') {
      await provider.interactionFinished(request, response, { login: { accountId: person.sub, remember: false } });
      return;
    }
    const known = grantId === undefined ? undefined : await provider.Grant.find(grantId);
    const grant = known ?? new provider.Grant({ accountId: person.sub, clientId: String(params['client_id']) });
    grant.addOIDCScope('openid email profile');
    const consent = { grantId: await grant.save() };
    await provider.interactionFinished(request, response, { consent }, { mergeWithLastSubmission: true });
  };
  server.on('request', (request, response) => {
    const isInteraction = request.url?.startsWith('/interaction/') === true;
    void (isInteraction ? interact(request, response) : Promise.resolve(callback(request, response)));
  });
  return {
    issuer,
    clientId: client.client_id,
    clientSecret: client.client_secret,
    signInAs: (next) => {
      person = next;
    },
    allowRedirect: (uri) => {
      redirects.push(uri);
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
