import type { Comment } from '@forgeyard/sdk';
import { useMutation, useQuery, useQueryClient, type UseQueryOptions } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useMay } from '../api/use-may.ts';
import { Markdown } from '../markdown/markdown.tsx';
import { Button } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Field, TextArea } from '../ui/field.tsx';
import { Moment } from '../ui/moment.tsx';
import { Panel } from '../ui/panel.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { authorOf } from './task-words.ts';

interface CommentsProps {
  /** What is commented on, such as "the task". */
  readonly name: string;
  readonly query: UseQueryOptions<readonly Comment[], Error, readonly Comment[], string[]>;
  readonly onSend: (content: string) => Promise<Comment>;
}

/** The comments on one thing, oldest first, and the field for the next. */
export function Comments({ name, query, onSend }: CommentsProps) {
  const comments = useQuery(query);
  const { takePart } = useMay();
  const rows = comments.data?.toSorted((one, other) => one.created_at.localeCompare(other.created_at)) ?? [];
  return (
    <Panel title="Comments">
      {comments.isPending && <SkeletonRows label="comments" rows={1} />}
      {comments.isError && (
        <ErrorPanel title="The comments could not be loaded" error={comments.error} onRetry={() => void comments.refetch()} />
      )}
      {rows.length > 0 && (
        <ul className="flex flex-col gap-3">
          {rows.map((comment) => (
            <CommentItem key={comment.id} comment={comment} />
          ))}
        </ul>
      )}
      {takePart && <CommentForm label={`Comment on ${name}`} queryKey={query.queryKey} onSend={onSend} />}
      {!takePart && rows.length === 0 && comments.isSuccess && <p className="text-muted-foreground">Nobody said anything yet.</p>}
    </Panel>
  );
}

/** One comment: who, when, what; and the line that it is about. */
export function CommentItem({ comment }: { readonly comment: Comment }) {
  return (
    <li className="flex min-w-0 flex-col gap-1 border-l-2 border-border pl-3">
      <p className="flex flex-wrap gap-x-2 text-xs text-muted-foreground">
        <span className="font-medium text-foreground">{authorOf(comment.author)}</span>
        <Moment at={comment.created_at} />
        {comment.line !== null && <span>line {comment.line}</span>}
      </p>
      <Markdown text={comment.content} />
    </li>
  );
}

interface CommentFormProps {
  readonly label: string;
  readonly queryKey: string[];
  readonly onSend: (content: string) => Promise<Comment>;
  readonly onDone?: () => void;
}

/** The field for a comment. What was written stays until the server has it. */
export function CommentForm({ label, queryKey, onSend, onDone }: CommentFormProps) {
  const queries = useQueryClient();
  const [text, setText] = useState('');
  const [isMissing, setMissing] = useState(false);
  const send = useMutation({
    mutationFn: () => onSend(text.trim()),
    onSuccess: async () => {
      setText('');
      await queries.invalidateQueries({ queryKey });
      onDone?.();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setMissing(text.trim() === '');
    if (text.trim() !== '' && !send.isPending) send.mutate();
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-2">
      <Field label={label} error={isMissing ? 'Write something first.' : null}>
        {(control) => <TextArea {...control} rows={2} value={text} onChange={(event) => setText(event.target.value)} />}
      </Field>
      {send.isError && <ErrorPanel title="The comment was not saved" error={send.error} />}
      <div className="flex gap-2">
        <Button type="submit" aria-disabled={send.isPending}>
          Comment
        </Button>
        {onDone !== undefined && (
          <Button look="quiet" onClick={onDone}>
            Cancel
          </Button>
        )}
      </div>
    </form>
  );
}
