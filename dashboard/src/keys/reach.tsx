import type { Credential } from '@forgeyard/sdk';
import { TriangleAlert } from 'lucide-react';
import { Chip } from '../ui/status.tsx';

interface ReachProps {
  readonly credential: Credential;
  /** Agents shown by name; the others are counted. */
  readonly chipsMax?: number;
}

/** Which agents a key reaches. */
export function Reach({ credential, chipsMax = 2 }: ReachProps) {
  const { agents, agent, org_wide: isOrgWide } = credential;
  if (agent !== null) {
    return (
      <span className="flex">
        <Chip>{agent.slug}</Chip>
      </span>
    );
  }
  if (isOrgWide) return <span>Organization-wide</span>;
  if (agents.length === 0) {
    return (
      <span className="inline-flex items-center gap-1 text-warning">
        <TriangleAlert size={14} aria-hidden />0 agents, unusable
      </span>
    );
  }
  return (
    <span className="flex flex-wrap gap-1 overflow-hidden" title={agents.map((each) => each.display_name).join(', ')}>
      {agents.slice(0, chipsMax).map((each) => (
        <Chip key={each.id}>{each.slug}</Chip>
      ))}
      {agents.length > chipsMax && <Chip>{`+${agents.length - chipsMax}`}</Chip>}
    </span>
  );
}
