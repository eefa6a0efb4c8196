import type { NumberedAgentRef } from '@forgeyard/sdk';
import { Bot, CircleDashed, User } from 'lucide-react';

/** Who holds something: an icon, the name, and the kind for those who do not see the icon. */
export function WorkerName({ worker }: { readonly worker: NumberedAgentRef | null }) {
  const Icon = worker === null ? CircleDashed : worker.kind === 'human' ? User : Bot;
  return (
    <span className="flex min-w-0 items-center gap-1.5">
      <Icon size={14} aria-hidden className="shrink-0 text-muted-foreground" />
      <span className="truncate">{worker?.display_name ?? 'Nobody'}</span>
      {worker !== null && <span className="sr-only">{worker.kind === 'human' ? ' (person)' : ' (agent)'}</span>}
    </span>
  );
}
