import type { Role } from '@forgeyard/sdk';

/** What each role is called and may do (follows "may"), as the server's table of roles has it. */
export const roleWords: Readonly<Record<Role, { readonly label: string; readonly may: string }>> = {
  owner: { label: 'Owner', may: 'do everything, also make others owner.' },
  admin: {
    label: 'Admin',
    may: 'change agents, tasks, projects, keys, webhooks, providers, members and the organization, but not who is owner.',
  },
  reviewer: {
    label: 'Reviewer',
    may: 'see agents, work, runs and members, start runs, answer questions, make and take tasks, and judge deliverables.',
  },
  viewer: { label: 'Viewer', may: 'look at agents, work, runs and members, and change nothing.' },
};

export const rolesInOrder: readonly Role[] = ['owner', 'admin', 'reviewer', 'viewer'];

/** Whether a role may invite people, change roles and edit the organization. */
export function isManager(role: Role | undefined): boolean {
  return role === 'owner' || role === 'admin';
}

/** The roles that a person of this role may give. */
export function rolesGivenBy(role: Role | undefined): readonly Role[] {
  return role === 'owner' ? rolesInOrder : rolesInOrder.filter((given) => given !== 'owner');
}
