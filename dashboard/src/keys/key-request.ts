import type { AgentRef, Credential, CredentialCreate, CredentialUpdate } from '@forgeyard/sdk';

/** What the form of a key holds. */
export interface KeyRequest {
  readonly name: string;
  /** Whom a key acts for cannot be changed: its reach is shown nowhere and never sent. */
  readonly isReachFixed: boolean;
  readonly isOrgWide: boolean;
  readonly agents: readonly AgentRef[];
  readonly scopes: readonly string[];
  /** Days, `date`, `never`, or `keep` for a key that exists. */
  readonly expiry: string;
  /** `2026-11-22`; its last second in the reader's time zone counts. */
  readonly expiryDate: string;
  /** One network in each line. */
  readonly networks: string;
  readonly perMinute: string;
  readonly concurrent: string;
}

export type KeyFaults = Readonly<Record<'name' | 'agents' | 'scopes' | 'expiry' | 'networks' | 'perMinute' | 'concurrent', string | null>>;

const dayMs = 86_400_000;
const network = /^(\d{1,3}(\.\d{1,3}){3}(\/\d{1,2})?|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(\/\d{1,3})?)$/;

export const expiries = [
  { id: '30', label: 'In 30 days' },
  { id: '90', label: 'In 90 days' },
  { id: '365', label: 'In a year' },
  { id: 'date', label: 'On a date' },
  { id: 'never', label: 'Never' },
] as const;

export const blankRequest: KeyRequest = {
  name: '',
  isReachFixed: false,
  isOrgWide: false,
  agents: [],
  scopes: ['read', 'write'],
  expiry: '90',
  expiryDate: '',
  networks: '',
  perMinute: '',
  concurrent: '',
};

/** The faults of a form that has not been sent yet. */
export const noFaults: KeyFaults = {
  name: null,
  agents: null,
  scopes: null,
  expiry: null,
  networks: null,
  perMinute: null,
  concurrent: null,
};

/** The form of a key that exists. */
export function requestOf(key: Credential): KeyRequest {
  return {
    name: key.name,
    isReachFixed: key.kind !== 'api_key',
    isOrgWide: key.org_wide,
    agents: key.agent === null ? key.agents : [key.agent],
    scopes: key.scopes,
    expiry: 'keep',
    expiryDate: '',
    networks: key.ip_allow.join('\n'),
    perMinute: key.rate_limit_per_minute === null ? '' : String(key.rate_limit_per_minute),
    concurrent: key.max_concurrent === null ? '' : String(key.max_concurrent),
  };
}

/** What is missing before the key can be created or changed. */
export function faultsOf(request: KeyRequest, nowMs: number): KeyFaults {
  const hasReach = request.isReachFixed || request.isOrgWide || request.agents.length > 0;
  const wrong = networksOf(request).find((text) => !network.test(text));
  return {
    name: request.name.trim() === '' ? 'Give the key a name.' : null,
    agents: hasReach ? null : 'Select at least one agent, or make the key organization-wide',
    scopes: request.scopes.length === 0 ? 'Choose at least one permission.' : null,
    expiry: request.expiry === 'date' && !((expiryMsOf(request, nowMs) ?? 0) > nowMs) ? 'Choose a day that is not over yet.' : null,
    networks: wrong === undefined ? null : `“${wrong}” is not a network such as 203.0.113.0/24.`,
    perMinute: countFault(request.perMinute),
    concurrent: countFault(request.concurrent),
  };
}

export function hasFault(faults: KeyFaults): boolean {
  return Object.values(faults).some((fault) => fault !== null);
}

/** The networks that the form names. */
export function networksOf({ networks }: KeyRequest): readonly string[] {
  return networks.split(/[\s,]+/).filter((text) => text !== '');
}

/** When the key ends; null for never, undefined when that stays as it is. */
export function expiryMsOf({ expiry, expiryDate }: KeyRequest, nowMs: number): number | null | undefined {
  if (expiry === 'keep') return undefined;
  if (expiry === 'never') return null;
  return expiry === 'date' ? Date.parse(`${expiryDate}T23:59:59`) : nowMs + Number(expiry) * dayMs;
}

/** The body that creates the key; times count from `nowMs`. */
export function bodyOf(request: KeyRequest, nowMs: number): CredentialCreate {
  const { expires_at, ip_allow, rate_limit_per_minute, max_concurrent, ...rest } = changeOf(request, nowMs);
  return {
    ...rest,
    name: request.name.trim(),
    ...(typeof expires_at === 'string' ? { expires_at } : {}),
    ...(ip_allow === undefined || ip_allow.length === 0 ? {} : { ip_allow }),
    ...(typeof rate_limit_per_minute === 'number' ? { rate_limit_per_minute } : {}),
    ...(typeof max_concurrent === 'number' ? { max_concurrent } : {}),
  };
}

/** The body that changes a key to what the form says. */
export function changeOf(request: KeyRequest, nowMs: number): CredentialUpdate {
  const expiryMs = expiryMsOf(request, nowMs);
  return {
    name: request.name.trim(),
    scopes: request.scopes,
    ...reachOf(request),
    ...(expiryMs === undefined ? {} : { expires_at: expiryMs === null ? null : new Date(expiryMs).toISOString() }),
    ip_allow: networksOf(request),
    rate_limit_per_minute: request.perMinute.trim() === '' ? null : Number(request.perMinute),
    max_concurrent: request.concurrent.trim() === '' ? null : Number(request.concurrent),
  };
}

function reachOf({ isReachFixed, isOrgWide, agents }: KeyRequest): Pick<CredentialUpdate, 'org_wide' | 'agent_ids'> {
  if (isReachFixed) return {};
  return isOrgWide ? { org_wide: true } : { agent_ids: agents.map((agent) => agent.id) };
}

function countFault(text: string): string | null {
  return text.trim() === '' || /^[1-9]\d{0,5}$/.test(text.trim()) ? null : 'Write a whole number from 1, or nothing.';
}
