import { useQuery } from '@tanstack/react-query';
import type { Me } from '@forgeyard/sdk';
import { useForge } from '../api/forge.ts';
import { meQuery } from '../api/queries.ts';

export type Visitor = { readonly state: 'asking' | 'visitor' } | { readonly state: 'member'; readonly me: Me };

/** Who reads a public page; a visitor without a session is fine here and is asked for once. */
export function useVisitor(): Visitor {
  const me = useQuery({ ...meQuery(useForge()), retry: false, retryOnMount: false, refetchOnWindowFocus: false });
  if (me.data !== undefined) return { state: 'member', me: me.data };
  return { state: me.isPending ? 'asking' : 'visitor' };
}
