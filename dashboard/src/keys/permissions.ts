/** One thing that a key may be allowed to do, as the server names it. */
export interface Permission {
  readonly id: string;
  readonly does: string;
}

/** What the form offers one by one, for work with agents and tasks. */
export const workPermissions: readonly Permission[] = [
  { id: 'agents:read', does: 'See agents' },
  { id: 'agents:write', does: 'Create, change and delete agents' },
  { id: 'runs:read', does: 'Read runs' },
  { id: 'runs:write', does: 'Start and cancel runs' },
  { id: 'sessions:read', does: 'Read sessions and questions' },
  { id: 'interactions:write', does: 'Answer questions' },
  { id: 'tasks:read', does: 'See tasks' },
  { id: 'tasks:write', does: 'Create and work on tasks' },
  { id: 'deliverables:read', does: 'See deliverables' },
  { id: 'deliverables:write', does: 'Submit deliverables' },
  { id: 'projects:read', does: 'See projects' },
  { id: 'webhook:create', does: 'Set a webhook of its own' },
  { id: 'tools:read', does: 'See tools' },
  { id: 'models:read', does: 'See models' },
  { id: 'profiles:write', does: 'Publish profiles in the directory' },
  { id: 'org:read', does: 'See the organization' },
];

/** What is never part of "read and write". */
export const adminPermissions: readonly Permission[] = [
  { id: 'tasks:manage', does: 'Assign, reopen and delete tasks' },
  { id: 'deliverables:review', does: 'Review deliverables' },
  { id: 'projects:write', does: 'Change projects and routing' },
  { id: 'webhooks:read', does: 'See webhooks' },
  { id: 'webhooks:write', does: 'Add, change and delete webhooks' },
  { id: 'keys:read', does: 'See keys' },
  { id: 'keys:write', does: 'Create, rotate and revoke keys' },
  { id: 'providers:read', does: 'See providers' },
  { id: 'providers:write', does: "Store and delete providers' keys" },
  { id: 'members:read', does: 'See members' },
  { id: 'audit:read', does: 'Read the audit log' },
];

const admin: ReadonlySet<string> = new Set(adminPermissions.map(({ id }) => id));
const every: readonly string[] = [...workPermissions, ...adminPermissions].map(({ id }) => id);

/** The permissions behind scope words: `read` and `write` stand for those of work, `keys:*` for a noun, `*` for all. */
export function permissionsOf(scopes: readonly string[]): ReadonlySet<string> {
  const macroOf = (id: string) => (id.endsWith(':read') ? 'read' : 'write');
  return new Set(
    every.filter(
      (id) =>
        scopes.includes('*') ||
        scopes.includes(id) ||
        scopes.includes(`${id.split(':')[0]}:*`) ||
        (!admin.has(id) && scopes.includes(macroOf(id))),
    ),
  );
}

export const presets = [
  { id: 'read', label: 'Read only', scopes: ['read'] },
  { id: 'write', label: 'Read and write', scopes: ['read', 'write'] },
  { id: 'all', label: 'Everything, also administration', scopes: ['*'] },
] as const;

/** The preset that these scopes are; `custom` when they are none. */
export function presetOf(scopes: readonly string[]): string {
  const given = new Set(scopes);
  return presets.find((preset) => preset.scopes.length === given.size && preset.scopes.every((scope) => given.has(scope)))?.id ?? 'custom';
}

/** A few words on what these scopes allow, for a list. */
export function permissionsShort(scopes: readonly string[]): string {
  const words: Readonly<Record<string, string>> = { read: 'Read', write: 'Read, write', all: 'Everything' };
  return words[presetOf(scopes)] ?? `Custom (${permissionsOf(scopes).size})`;
}

/** What these scopes allow, in full. */
export function permissionsLabel(scopes: readonly string[]): string {
  const preset = presets.find(({ id }) => id === presetOf(scopes));
  if (preset?.id === 'all') return 'Everything';
  return preset?.label ?? scopes.join(', ');
}
