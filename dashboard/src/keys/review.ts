import { day } from '../format/time.ts';
import { expiryMsOf, networksOf, type KeyRequest } from './key-request.ts';
import { permissionsOf } from './permissions.ts';

/** Says in plain sentences what a key can and cannot do, until when and from where. */
export function reviewOf(request: KeyRequest, nowMs: number): string {
  const has = permissionsOf(request.scopes);
  const sentences = [canOf(request, has), cannotOf(request, has), endOf(request, nowMs), boundsOf(request)];
  return sentences.filter((text) => text !== '').join(' ');
}

type Has = ReadonlySet<string>;

function canOf(request: KeyRequest, has: Has): string {
  if (!request.isOrgWide && request.agents.length === 0) return 'This key reaches no agent yet.';
  const reach = request.isOrgWide ? 'every agent, also those made later' : namesOf(request);
  const mayChange = has.has('agents:write');
  const verbs = [has.has('agents:read') && 'see', has.has('runs:write') && 'run', mayChange && 'change', mayChange && 'delete'];
  const onAgents = isSome(verbs) ? `${listed(verbs)} ${reach}` : '';
  const reads = [has.has('runs:read') && 'runs', has.has('sessions:read') && 'sessions'];
  const isReading = !has.has('agents:read') && isSome(reads);
  const more = [
    isReading && `read the ${listed(reads)} of ${reach}`,
    has.has('interactions:write') && `answer ${request.isOrgWide ? '' : request.agents.length === 1 ? 'its ' : 'their '}questions`,
    mayChange && request.isOrgWide && 'create agents',
    tasksOf(has),
    has.has('tasks:manage') && 'assign and delete tasks',
    has.has('deliverables:review') && 'review deliverables',
    has.has('projects:write') && 'change projects',
    has.has('webhooks:write') && 'manage webhooks',
    has.has('profiles:write') && 'publish profiles',
    keysOf(request, has),
    has.has('providers:write') ? "store and delete providers' keys" : has.has('providers:read') && 'see providers',
    has.has('members:read') && 'see members',
    has.has('audit:read') && 'read the audit log',
  ];
  const all = [onAgents, ...more];
  return isSome(all) ? `This key can ${listed(all)}.` : 'This key can do nothing with agents.';
}

function cannotOf(request: KeyRequest, has: Has): string {
  const lacks = [
    !has.has('agents:read') && 'see agents',
    !has.has('runs:write') && 'run agents',
    !has.has('agents:write') ? 'change agents' : !request.isOrgWide && 'create agents',
    !has.has('tasks:write') && 'work on tasks',
    !has.has('interactions:write') && 'answer questions',
    // A key that is limited to some agents may make weaker ones and sees none, whatever its permissions say.
    !has.has('keys:write') ? 'manage keys' : !request.isOrgWide && 'see or revoke keys',
    !has.has('providers:write') && 'manage providers',
    !has.has('audit:read') && 'read the audit log',
    // Only people who are signed in manage people.
    'manage people',
  ];
  return `It cannot ${listed(lacks, 'or')}.`;
}

function tasksOf(has: Has): string | false {
  if (has.has('tasks:write')) return has.has('deliverables:write') ? 'work on tasks and deliver' : 'work on tasks';
  return has.has('deliverables:write') && 'deliver';
}

function keysOf({ isOrgWide }: KeyRequest, has: Has): string | false {
  if (has.has('keys:write')) return isOrgWide ? 'create, rotate and revoke keys' : 'create keys that reach no more';
  return isOrgWide && has.has('keys:read') && 'see keys';
}

function endOf(request: KeyRequest, nowMs: number): string {
  const endMs = expiryMsOf(request, nowMs);
  if (endMs === undefined) return '';
  if (endMs === null) return 'It works until it is revoked.';
  return Number.isNaN(endMs) ? '' : `It stops working on ${day(endMs)}.`;
}

function boundsOf(request: KeyRequest): string {
  const networks = networksOf(request);
  const bounds = [
    networks.length > 0 && `only from ${listed(networks)}`,
    request.perMinute.trim() !== '' && `at most ${request.perMinute.trim()} requests a minute`,
    request.concurrent.trim() !== '' && `at most ${request.concurrent.trim()} at once`,
  ];
  return isSome(bounds) ? `It works ${listed(bounds)}.` : '';
}

function namesOf({ agents }: KeyRequest): string {
  return agents.length > 3 ? `${agents.length} agents` : listed(agents.map((agent) => agent.display_name));
}

function isSome(words: readonly (string | false)[]): boolean {
  return words.some((word) => word !== false && word !== '');
}

/** "a, b and c", leaving out what is empty. */
function listed(words: readonly (string | false)[], last = 'and'): string {
  const said = words.filter((word): word is string => word !== false && word !== '');
  return said.length < 2 ? (said[0] ?? '') : `${said.slice(0, -1).join(', ')} ${last} ${said.at(-1)}`;
}
