import type { Agent, DirectoryEntry } from '@forgeyard/sdk';
import { Link } from '@tanstack/react-router';
import { shortId } from '../format/value.ts';
import { Chip } from '../ui/status.tsx';

interface ProfileCardProps {
  readonly entry: DirectoryEntry;
  /** Set when it is an agent of the reader's own organisation. */
  readonly own?: Agent | undefined;
}

/** One profile of the directory; what its owner wrote is shown as plain text. */
export function ProfileCard({ entry, own }: ProfileCardProps) {
  return (
    <li className="relative flex min-w-0 flex-col gap-2 rounded-lg border border-border bg-card p-4 hover:bg-accent/60">
      <div className="flex items-center justify-between gap-2">
        <Link
          to="/directory/$agt"
          params={{ agt: entry.agent_id }}
          data-row
          className="min-w-0 truncate font-medium after:absolute after:inset-0 after:content-['']"
        >
          {own?.display_name ?? <span className="font-mono text-xs">{shortId(entry.agent_id)}</span>}
        </Link>
        {own !== undefined && <span className="shrink-0 text-xs text-muted-foreground">yours</span>}
      </div>
      <p className="line-clamp-3 wrap-anywhere whitespace-pre-line">{entry.introduction}</p>
      {entry.category !== '' && (
        <p className="mt-auto">
          <Chip>{entry.category}</Chip>
        </p>
      )}
    </li>
  );
}
