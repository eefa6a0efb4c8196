import type { CallOptions } from '../transport/call.ts';
import { path } from '../transport/call.ts';
import { listing } from '../transport/page.ts';
import type { Listing } from '../transport/page.ts';
import type { Transport } from '../transport/transport.ts';
import type { Team, TeamDetail, TeamMember, TeamMemberInput, TeamRole } from '../types.ts';

/** Teams of the organisation: people with whom a session is shared together. */
export interface Teams {
  /** By name; 100 at most. */
  readonly list: (options?: CallOptions) => Listing<Team>;
  readonly get: (team: string, options?: CallOptions) => Promise<TeamDetail>;
  /** The caller is its first owner. @throws ConflictError `TEAM_NAME_TAKEN` */
  readonly create: (name: string, options?: CallOptions) => Promise<Team>;
  readonly rename: (team: string, name: string, options?: CallOptions) => Promise<Team>;
  /** What was shared with it is shared no more. */
  readonly delete: (team: string, options?: CallOptions) => Promise<void>;
  readonly addMember: (team: string, member: TeamMemberInput, options?: CallOptions) => Promise<TeamMember>;
  /** The last owner keeps the role: ConflictError `TEAM_LAST_OWNER`. */
  readonly setRole: (team: string, member: string, role: TeamRole, options?: CallOptions) => Promise<TeamMember>;
  /** Everybody may take themselves out. */
  readonly removeMember: (team: string, member: string, options?: CallOptions) => Promise<void>;
}

export function teamsOf(transport: Transport): Teams {
  const members = (team: string): string => path`/v1/teams/${team}/members`;
  return {
    list: (options) => listing(transport, { path: '/v1/teams', options }),
    get: (team, options) => transport.json({ method: 'GET', path: path`/v1/teams/${team}`, options }),
    create: (name, options) => transport.json({ method: 'POST', path: '/v1/teams', body: { name }, options }),
    rename: (team, name, options) => transport.json({ method: 'PATCH', path: path`/v1/teams/${team}`, body: { name }, options }),
    delete: (team, options) => transport.empty({ method: 'DELETE', path: path`/v1/teams/${team}`, options }),
    addMember: (team, member, options) => transport.json({ method: 'POST', path: members(team), body: member, options }),
    setRole: (team, member, role, options) =>
      transport.json({ method: 'PATCH', path: path`/v1/teams/${team}/members/${member}`, body: { role }, options }),
    removeMember: (team, member, options) =>
      transport.empty({ method: 'DELETE', path: path`/v1/teams/${team}/members/${member}`, options }),
  };
}
