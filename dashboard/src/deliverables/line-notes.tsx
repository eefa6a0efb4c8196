import type { Comment } from '@forgeyard/sdk';
import { createContext, useContext, useState, type ReactNode } from 'react';
import { useMay } from '../api/use-may.ts';
import { CommentForm, CommentItem } from '../tasks/comments.tsx';

export interface LineNotes {
  /** Comments on the shown version, by line. */
  readonly byLine: ReadonlyMap<number, readonly Comment[]>;
  readonly openLine: number | null;
  readonly setOpenLine: (line: number | null) => void;
  readonly onSend: (content: string, line: number) => Promise<Comment>;
  readonly queryKey: string[];
  /** Whether the reader may comment. */
  readonly canWrite: boolean;
}

const NotesContext = createContext<LineNotes | null>(null);

interface LineNotesProviderProps {
  readonly comments: readonly Comment[];
  readonly onSend: LineNotes['onSend'];
  readonly queryKey: string[];
  readonly children: ReactNode;
}

/** Gives the lines below it their comments and the way to write one. */
export function LineNotesProvider({ comments, onSend, queryKey, children }: LineNotesProviderProps) {
  const [openLine, setOpenLine] = useState<number | null>(null);
  const { takePart: canWrite } = useMay();
  const byLine = new Map<number, Comment[]>();
  for (const comment of comments) {
    if (comment.line !== null) byLine.set(comment.line, [...(byLine.get(comment.line) ?? []), comment]);
  }
  return <NotesContext value={{ byLine, openLine, setOpenLine, onSend, queryKey, canWrite }}>{children}</NotesContext>;
}

/** The comments of the shown version; null where nothing can be commented on. */
export function useLineNotes(): LineNotes | null {
  return useContext(NotesContext);
}

/** The number of a line; where comments can be written it opens the field for one. */
export function LineNumber({ line }: { readonly line: number | null }) {
  const notes = useLineNotes();
  if (line === null) return null;
  if (notes === null || !notes.canWrite) return line;
  return (
    <button
      type="button"
      aria-expanded={notes.openLine === line}
      onClick={() => notes.setOpenLine(notes.openLine === line ? null : line)}
      title={`Comment on line ${line}`}
      className="min-h-6 w-full min-w-6 rounded text-right hover:bg-accent hover:text-foreground"
    >
      <span className="sr-only">Comment on line </span>
      {line}
    </button>
  );
}

/** Whether anything stands under a line: comments, or the field for one. */
export function hasNotes(notes: LineNotes | null, line: number | null): boolean {
  return notes !== null && line !== null && (notes.byLine.has(line) || notes.openLine === line);
}

/** The comments on a line and, while it is open, the field for the next. */
export function NotesUnder({ line }: { readonly line: number }) {
  const notes = useLineNotes();
  if (notes === null) return null;
  const comments = notes.byLine.get(line) ?? [];
  return (
    <div className="flex max-w-2xl flex-col gap-3 py-2 pr-2 pl-3 font-sans text-sm whitespace-normal">
      {comments.length > 0 && (
        <ul aria-label={`Comments on line ${line}`} className="flex flex-col gap-3">
          {comments.map((comment) => (
            <CommentItem key={comment.id} comment={comment} />
          ))}
        </ul>
      )}
      {notes.openLine === line && (
        <CommentForm
          label={`Comment on line ${line}`}
          queryKey={notes.queryKey}
          onSend={(content) => notes.onSend(content, line)}
          onDone={() => notes.setOpenLine(null)}
        />
      )}
    </div>
  );
}
