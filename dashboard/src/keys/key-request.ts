import type { AgentRef, CredentialCreate } from '@forgeyard/sdk';

/** What the form of a new key holds. */
export interface KeyRequest {
  readonly name: string;
  readonly isOrgWide: boolean;
  readonly agents: readonly AgentRef[];
  readonly scopes: readonly string[];
  readonly expiry: string;
}

export interface KeyFaults {
  readonly name: string | null;
  readonly agents: string | null;
  readonly scopes: string | null;
}

const dayMs = 86_400_000;

export const expiries = [
  { id: '30', label: 'In 30 days' },
  { id: '90', label: 'In 90 days' },
  { id: '365', label: 'In a year' },
  { id: 'never', label: 'Never' },
] as const;

/** The scopes that the form offers; the last two are never part of `read` and `write`. */
export const scopeChoices = [
  { id: 'read', label: 'See agents, runs, sessions and events' },
  { id: 'write', label: 'Change and run agents, cancel runs, answer questions' },
  { id: 'keys:write', label: 'Create and revoke keys' },
  { id: 'providers:write', label: "Store and delete providers' keys" },
] as const;

export const blankRequest: KeyRequest = { name: '', isOrgWide: false, agents: [], scopes: ['read', 'write'], expiry: '90' };

/** The faults of a form that has not been sent yet. */
export const noFaults: KeyFaults = { name: null, agents: null, scopes: null };

/** What is missing before the key can be created. */
export function faultsOf(request: KeyRequest): KeyFaults {
  const hasReach = request.isOrgWide || request.agents.length > 0;
  return {
    name: request.name.trim() === '' ? 'Give the key a name.' : null,
    agents: hasReach ? null : 'Select at least one agent, or make the key organization-wide',
    scopes: request.scopes.length === 0 ? 'Choose at least one scope.' : null,
  };
}

/** The request body; times count from `nowMs`. */
export function bodyOf(request: KeyRequest, nowMs: number): CredentialCreate {
  const reach = request.isOrgWide ? { org_wide: true } : { agent_ids: request.agents.map((agent) => agent.id) };
  const expiry = request.expiry === 'never' ? {} : { expires_at: new Date(nowMs + Number(request.expiry) * dayMs).toISOString() };
  return { name: request.name.trim(), scopes: request.scopes, ...reach, ...expiry };
}

/** Says in plain sentences what the key can and cannot do. */
export function reviewOf(request: KeyRequest): string {
  const has = (scope: string) => request.scopes.includes(scope);
  const reach = request.isOrgWide ? 'every agent, also those made later' : namesOf(request.agents);
  const verbs = [has('read') ? 'look at' : '', has('write') ? 'run and change' : ''].filter(Boolean).join(', ');
  const can = verbs === '' ? '' : `This key can ${verbs} ${reach}.`;
  const also = [has('keys:write') ? 'create and revoke keys' : '', has('providers:write') ? "store and delete providers' keys" : ''];
  const more = also.some(Boolean) ? `It can ${also.filter(Boolean).join(' and ')}.` : 'It cannot manage keys, providers or people.';
  const cannot = verbs !== '' && !has('write') ? 'It cannot run agents or change them.' : '';
  const end = request.expiry === 'never' ? 'It works until it is revoked.' : `It stops working in ${request.expiry} days.`;
  return [can, cannot, more, end].filter(Boolean).join(' ');
}

function namesOf(agents: readonly AgentRef[]): string {
  if (agents.length === 0) return 'no agent yet';
  return agents.length > 3 ? `${agents.length} agents` : agents.map((agent) => agent.display_name).join(', ');
}
