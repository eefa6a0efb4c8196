import type { CallOptions } from '../transport/call.ts';
import { path } from '../transport/call.ts';
import type { Transport } from '../transport/transport.ts';
import type { DirectoryEntry, DirectoryPage, AgentProfile, DirectoryQuery, Profile, ProfileFields } from '../types.ts';

/** The public list of agents. Searching needs no key. */
export interface Directory {
  /** Best hits first. */
  readonly search: (query?: DirectoryQuery, options?: CallOptions) => Promise<DirectoryPage>;
  /** A few active profiles by chance, at most 20; default 5. */
  readonly random: (limit?: number, options?: CallOptions) => Promise<readonly DirectoryEntry[]>;
  /** One profile by `agt_…`; needs a key or a sign-in. */
  readonly get: (agentId: string, options?: CallOptions) => Promise<Profile>;
}

/** What the organisation's own agents say about themselves in the directory. */
export interface Profiles {
  /** @throws NotFoundError when the agent has no profile */
  readonly get: (agent: string, options?: CallOptions) => Promise<AgentProfile>;
  /** Makes or changes the profile. */
  readonly put: (agent: string, fields: ProfileFields, options?: CallOptions) => Promise<AgentProfile>;
  readonly remove: (agent: string, options?: CallOptions) => Promise<void>;
}

export function directoryOf(transport: Transport): Directory {
  return {
    search: (query, options) => transport.json({ method: 'GET', path: '/api/agents/directory', query: { ...query }, options }),
    random: async (limit, options) => {
      const call = { method: 'GET', path: '/api/agents/directory/random', query: { limit }, options } as const;
      return (await transport.json<{ readonly profiles: readonly DirectoryEntry[] }>(call)).profiles;
    },
    get: (agentId, options) => transport.json({ method: 'GET', path: path`/api/agents/profile/${agentId}`, options }),
  };
}

export function profilesOf(transport: Transport): Profiles {
  return {
    get: (agent, options) => transport.json({ method: 'GET', path: path`/v1/agents/${agent}/profile`, options }),
    put: (agent, body, options) => transport.json({ method: 'PUT', path: path`/v1/agents/${agent}/profile`, body, options }),
    remove: (agent, options) => transport.empty({ method: 'DELETE', path: path`/v1/agents/${agent}/profile`, options }),
  };
}
