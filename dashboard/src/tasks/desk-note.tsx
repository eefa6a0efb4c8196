import { Link } from '@tanstack/react-router';
import { X } from 'lucide-react';
import { IconButton } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';

/** What was done, or what was refused. */
export type Note = { readonly says: string; readonly runId?: string | null } | { readonly failed: string; readonly error: unknown };

/** The outcome of the last action, read out as it comes. */
export function DeskNote({ note, onClose }: { readonly note: Note | null; readonly onClose: () => void }) {
  return (
    <div className={note === null ? '-mt-5' : undefined}>
      <div role="status">
        {note !== null && 'says' in note && (
          <p className="flex items-center gap-2 rounded-lg border border-border bg-card py-1 pr-1 pl-3">
            <span className="min-w-0 flex-1 wrap-anywhere">
              {note.says}{' '}
              {note.runId !== undefined && note.runId !== null && (
                <Link to="/runs/$id" params={{ id: note.runId }} className="text-primary underline underline-offset-2">
                  Open the run
                </Link>
              )}
            </span>
            <IconButton label="Hide this message" onClick={onClose}>
              <X size={16} aria-hidden />
            </IconButton>
          </p>
        )}
      </div>
      {note !== null && 'failed' in note && (
        <div className="relative">
          <ErrorPanel title={note.failed} error={note.error} />
          <IconButton label="Hide this message" className="absolute! top-2 right-2" onClick={onClose}>
            <X size={16} aria-hidden />
          </IconButton>
        </div>
      )}
    </div>
  );
}
