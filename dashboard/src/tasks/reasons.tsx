import type { TaskExplanation } from '@forgeyard/sdk';
import { CircleCheck, Clock } from 'lucide-react';

const stateWords: Readonly<Record<TaskExplanation['state'], string>> = {
  pickable: 'It can be picked up now.',
  waiting: 'It waits.',
  done: 'There is nothing left to pick up.',
};

/** The state of picking, and each reason with its code. */
export function Reasons({ explained }: { readonly explained: TaskExplanation }) {
  const Icon = explained.state === 'waiting' ? Clock : CircleCheck;
  return (
    <div className="flex flex-col gap-3">
      <p className="flex items-center gap-2 font-medium">
        <Icon size={16} aria-hidden />
        {stateWords[explained.state]}
      </p>
      <ul className="flex flex-col gap-2">
        {explained.reasons.map((reason) => (
          <li key={`${reason.code} ${reason.agent?.id ?? ''}`} className="rounded-md bg-muted p-3">
            <p className="wrap-anywhere">{reason.message}</p>
            <p className="font-mono text-xs text-muted-foreground">{reason.code}</p>
          </li>
        ))}
      </ul>
    </div>
  );
}
