import type { Agent } from '@forgeyard/sdk';
import { useQuery } from '@tanstack/react-query';
import { useForge } from '../api/forge.ts';
import { agentsQuery } from '../api/queries.ts';
import { useVisitor } from './use-visitor.ts';

/** The agents of the reader's organisation; none for a visitor. */
export function useOwnAgents(): readonly Agent[] {
  const isMember = useVisitor().state === 'member';
  return useQuery({ ...agentsQuery(useForge()), enabled: isMember }).data ?? [];
}
