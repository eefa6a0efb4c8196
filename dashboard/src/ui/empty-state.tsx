import type { ReactNode } from 'react';
import { CodeBlock } from './code-block.tsx';

interface EmptyStateProps {
  readonly says: string;
  readonly action?: ReactNode;
  /** One command that would fill the list. */
  readonly command?: string;
}

/** What a list shows when it holds nothing: what it is, one action, one command. */
export function EmptyState({ says, action, command }: EmptyStateProps) {
  return (
    <div className="flex flex-col items-start gap-4 rounded-lg border border-dashed border-input p-6">
      <p className="max-w-prose">{says}</p>
      {action}
      {command !== undefined && (
        <div className="w-full max-w-3xl">
          <CodeBlock text={command} label="command" className="whitespace-pre-wrap break-all" />
        </div>
      )}
    </div>
  );
}

/** What a filtered list shows when nothing matches. */
export function NoMatch({ onClear }: { readonly onClear: () => void }) {
  return (
    <p className="flex items-center gap-3 rounded-lg border border-dashed border-input p-6">
      No match.
      <button type="button" onClick={onClear} className="min-h-6 font-medium text-primary underline underline-offset-2">
        Clear the filter
      </button>
    </p>
  );
}
