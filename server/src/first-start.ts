import { ConfigError } from './config.ts';
import type { Settings } from './config.ts';
import { systemCaller } from './kernel/caller.ts';
import { Secret } from './kernel/secret.ts';
import { createAgent, templates } from './domain/agents/index.ts';
import { writeAuditEntry } from './domain/audit/index.ts';
import { createCredential, isMistypedKey } from './domain/credentials/index.ts';
import type { At, Home } from './domain/home.ts';
import { createOrg, firstOrg } from './domain/orgs/index.ts';
import { createPerson, issueOwnerLink } from './domain/people/index.ts';
import type { Passwords } from './domain/people/index.ts';
import { insertProviderAccount } from './domain/providers/index.ts';

/** What first start made and what has to be shown once. */
export interface FirstStart {
  readonly ownerLink: Secret | null;
  readonly demoKey: Secret | null;
}

const request = { id: 'first-start', ip: '', userAgent: '' };

/**
 * Prepares an empty deployment: organisation, owner, provider keys from the environment, the demo agent, and a key to run it with. Does nothing
 * on a deployment that has an organisation already.
 */
export async function firstStart(home: Home, settings: Settings, passwords: Passwords): Promise<FirstStart | null> {
  if ((await home.read(firstOrg)) !== undefined) return null;
  const { FORGEYARD_INIT_EMAIL: email, FORGEYARD_INIT_PASSWORD: password } = settings;
  const passwordHash = password === undefined ? null : await passwords.hash(password);
  return home.transact(async (tx) => {
    if ((await firstOrg(tx)) !== undefined) return null;
    const now = home.clock.now();
    const org = await createOrg(tx, { name: settings.FORGEYARD_INIT_ORG ?? 'My organization' }, now);
    const owner = {
      email: email ?? 'owner@localhost',
      name: email?.split('@')[0] ?? 'Owner',
      passwordHash,
      isEmailVerified: email !== undefined,
    };
    await writeAuditEntry(
      tx,
      { caller: systemCaller(org.id), request, home },
      { event: 'org.created', target: org.id, details: { name: org.name } },
    );
    for (const account of accountsOf(settings)) await insertProviderAccount(tx, home, org.id, account);
    // The operations join this transaction: a first start that fails or is interrupted leaves nothing, and the next one begins anew.
    const within: Home = { ...home, transact: (work) => work(tx) };
    const demoKey = await createDemo({ caller: systemCaller(org.id), request, home: within }, settings);
    const userId = await createPerson(tx, home, { orgId: org.id, role: 'owner' }, owner);
    const ownerLink = passwordHash === null ? await issueOwnerLink(tx, org.id, userId, now) : null;
    return { ownerLink, demoKey };
  });
}

function accountsOf(settings: Settings) {
  const { OPENAI_API_KEY, OPENAI_BASE_URL, ANTHROPIC_API_KEY, ANTHROPIC_BASE_URL } = settings;
  return [
    ...(OPENAI_API_KEY === undefined
      ? []
      : [{ provider: 'openai' as const, apiKey: new Secret(OPENAI_API_KEY), baseUrl: OPENAI_BASE_URL }]),
    ...(ANTHROPIC_API_KEY === undefined
      ? []
      : [{ provider: 'anthropic' as const, apiKey: new Secret(ANTHROPIC_API_KEY), baseUrl: ANTHROPIC_BASE_URL }]),
  ];
}

/** The demo agent, and the operator's own key or else a key that is shown once. */
async function createDemo(at: At, settings: Settings): Promise<Secret | null> {
  const demo = templates[0];
  if (demo === undefined) throw new Error('the demo template is missing');
  const { description, model, systemPrompt, tools, config, example } = demo;
  const metadata = { template: demo.id, example };
  await createAgent(at, { slug: demo.id, displayName: demo.name, description, model, systemPrompt, tools, config, metadata });
  const chosen = settings.FORGEYARD_INIT_FORGE_KEY;
  if (chosen !== undefined) {
    if (isMistypedKey(chosen)) {
      throw new ConfigError('FORGEYARD_INIT_FORGE_KEY has the length of a generated key but not its checksum; choose another length.');
    }
    await createCredential(at, { name: 'init', scopes: ['*'], orgWide: true, chosenKey: new Secret(chosen) });
    return null;
  }
  const { key } = await createCredential(at, { name: 'demo', scopes: ['read', 'write'], orgWide: true });
  return key;
}
