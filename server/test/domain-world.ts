import { pino } from 'pino';
import { compose } from '../src/compose.ts';
import { readSettings } from '../src/config.ts';
import type { At, Home } from '../src/domain/home.ts';
import { createOrg } from '../src/domain/orgs/index.ts';
import { createPerson } from '../src/domain/people/index.ts';
import type { Passwords } from '../src/domain/people/index.ts';
import { grantsOfRole, grantsOfScopes, systemCaller } from '../src/kernel/caller.ts';
import type { Caller, KeyCaller, PersonCaller, Role } from '../src/kernel/caller.ts';
import { newId } from '../src/kernel/id.ts';
import type { Tables } from '../src/store/index.ts';
import { cheapPasswords, place, sharedTools } from './world.ts';
import type { Place, TestEngine } from './world.ts';

/** A deployment without a listener and without executed runs: operations are called directly. */
export interface DomainWorld {
  readonly home: Home;
  readonly passwords: Passwords;
  readonly place: Place;
  /** An organisation of its own, and the server itself acting in it. */
  org(): Promise<At>;
  /** All rows of a table, in no particular order. */
  rows<Name extends keyof Tables>(table: Name): Promise<Tables[Name][]>;
  /** Everything that the database holds, as text. */
  everything(): Promise<string>;
  close(): Promise<void>;
}

const tableNames: { readonly [Name in keyof Tables]: true } = {
  orgs: true,
  users: true,
  memberships: true,
  login_sessions: true,
  one_time_links: true,
  agents: true,
  agent_versions: true,
  agent_capabilities: true,
  agent_run_counts: true,
  credentials: true,
  credential_scopes: true,
  credential_agents: true,
  provider_accounts: true,
  sessions: true,
  runs: true,
  events: true,
  interactions: true,
  idempotency_keys: true,
  audit_entries: true,
  counters: true,
  login_accounts: true,
  verifications: true,
  two_factors: true,
  passkeys: true,
  invitations: true,
  credential_networks: true,
  credential_usage: true,
  signing_keys: true,
  audit_heads: true,
  profiles: true,
  profile_terms: true,
  deployment: true,
  projects: true,
  knowledge: true,
  tasks: true,
  task_tags: true,
  task_capabilities: true,
  deliverables: true,
  deliverable_files: true,
  file_parts: true,
  comments: true,
  activity: true,
  agent_days: true,
  webhook_endpoints: true,
  webhook_deliveries: true,
  webhook_attempts: true,
  messages: true,
  message_keys: true,
  teams: true,
  team_members: true,
  shares: true,
  stream_tickets: true,
  interaction_rules: true,
  notification_settings: true,
  push_subscriptions: true,
  notifications: true,
  spans: true,
  tool_servers: true,
  tool_server_tools: true,
  launch_configs: true,
  launches: true,
};

/** Guaranteed by `tableNames`, which the compiler keeps complete. */
function asTableNames(names: string[]): (keyof Tables)[] {
  return names as (keyof Tables)[];
}

export async function domainWorld(engine: TestEngine, at?: Place): Promise<DomainWorld> {
  const own = at ?? (await place(engine));
  const settings = readSettings({ ...own.env, FORGEYARD_ROLE: 'api' });
  const server = await compose(settings, { logger: pino({ level: 'silent' }), passwordCost: cheapPasswords, tools: sharedTools });
  const { home, passwords } = server;
  let orgs = 0;
  const rows: DomainWorld['rows'] = (table) => home.read((tx) => tx.query((db) => db.selectFrom(table).selectAll())) as never;
  return {
    home,
    passwords,
    place: own,
    org: async () => {
      orgs += 1;
      const org = await home.transact((tx) => createOrg(tx, { name: `Org ${orgs} ${newId(home.clock.now())}` }, home.clock.now()));
      return placeOf(home, systemCaller(org.id));
    },
    rows,
    everything: async () => {
      const texts: string[] = [];
      for (const table of asTableNames(Object.keys(tableNames))) texts.push(`${table} ${JSON.stringify(await rows(table))}`);
      return texts.join('\n');
    },
    close: async () => {
      await server.close();
      if (at === undefined) await own.dispose();
    },
  };
}

function placeOf(home: Home, caller: Caller): At {
  return { home, caller, request: { id: 'req-test', ip: '192.0.2.1', userAgent: 'test' } };
}

/** The same place with another caller. */
export function as(at: At, caller: Caller): At {
  return placeOf(at.home, caller);
}

/** The same place with a clock that the test moves: wall and monotonic time advance together. */
export function withClock(at: At): { readonly at: At; advance(ms: number): void } {
  let passed = 0;
  const { clock } = at.home;
  const moved = { now: () => clock.now() + passed, monotonic: () => clock.monotonic() + passed };
  return {
    at: { ...at, home: { ...at.home, clock: moved } },
    advance: (ms) => {
      passed += ms;
    },
  };
}

/** A key with these scopes; `agentIds` limits it. */
export function keyCaller(at: At, scopes: readonly string[], agentIds: readonly string[] | null = null): KeyCaller {
  return {
    kind: 'apiKey',
    orgId: at.caller.orgId,
    credentialId: newId(at.home.clock.now()),
    credentialName: 'test-key',
    scopes,
    grants: grantsOfScopes(scopes),
    agentIds: agentIds === null ? null : new Set(agentIds),
    expiresAt: null,
    keyKind: 'api_key',
    agentId: null,
    userId: null,
    networks: [],
    ratePerMinute: null,
    concurrentMax: null,
  };
}

/** A member of the organisation with a password or without. */
export async function person(
  at: At,
  role: Role = 'owner',
  passwordHash: string | null = null,
): Promise<PersonCaller & { readonly email: string }> {
  const email = `p-${newId(at.home.clock.now())}@example.test`;
  const userId = await at.home.transact((tx) =>
    createPerson(tx, at.home, { orgId: at.caller.orgId, role }, { email, name: 'P', passwordHash }),
  );
  return {
    kind: 'person',
    orgId: at.caller.orgId,
    userId,
    loginSessionId: newId(at.home.clock.now()),
    role,
    grants: grantsOfRole[role],
    agentIds: null,
    csrf: '',
    signedInAt: at.home.clock.now(),
    email,
  };
}
