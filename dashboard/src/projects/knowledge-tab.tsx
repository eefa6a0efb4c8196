import type { Knowledge, Project } from '@forgeyard/sdk';
import { useQuery } from '@tanstack/react-query';
import { ChevronRight, Pencil, Plus, Trash2 } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useForge } from '../api/forge.ts';
import { useMay } from '../api/use-may.ts';
import { Markdown } from '../markdown/markdown.tsx';
import { Button, IconButton } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Moment } from '../ui/moment.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { Chip } from '../ui/status.tsx';
import { knowledgeQuery } from './project-queries.ts';

const KnowledgeForm = lazy(async () => ({ default: (await import('./knowledge-form.tsx')).KnowledgeForm }));
const RemoveKnowledge = lazy(async () => ({ default: (await import('./remove-knowledge.tsx')).RemoveKnowledge }));

type Open = { readonly kind: 'add' } | { readonly kind: 'edit' | 'remove'; readonly entry: Knowledge };

/** What agents should know when they work on a task of the project. */
export function KnowledgeTab({ project }: { readonly project: Project }) {
  const list = useQuery(knowledgeQuery(useForge(), String(project.number)));
  const [open, setOpen] = useState<Open | null>(null);
  const entries = list.data ?? [];
  const { manage } = useMay();
  const close = () => setOpen(null);
  const add = manage && (
    <Button look="primary" data-shortcut="create" onClick={() => setOpen({ kind: 'add' })}>
      <Plus size={16} aria-hidden />
      Add knowledge
    </Button>
  );
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="max-w-prose text-muted-foreground">Agents get this with every task of the project.</p>
        {entries.length > 0 && add}
      </div>
      {list.isPending && <SkeletonRows label="knowledge" />}
      {list.isError && <ErrorPanel title="The knowledge could not be loaded" error={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && entries.length === 0 && (
        <EmptyState
          says="Nothing yet. A style guide, a template, an example of good work: whatever an agent should know before it begins."
          action={add}
        />
      )}
      {entries.length > 0 && (
        <ul aria-label="Knowledge" className="flex flex-col gap-3">
          {entries.map((entry) => (
            <Entry
              key={entry.id}
              entry={entry}
              isFixed={!manage}
              onEdit={() => setOpen({ kind: 'edit', entry })}
              onRemove={() => setOpen({ kind: 'remove', entry })}
            />
          ))}
        </ul>
      )}
      <Suspense>
        {open?.kind === 'add' && <KnowledgeForm project={project} entry={null} onClose={close} />}
        {open?.kind === 'edit' && <KnowledgeForm project={project} entry={open.entry} onClose={close} />}
        {open?.kind === 'remove' && <RemoveKnowledge project={project} entry={open.entry} onClose={close} />}
      </Suspense>
    </div>
  );
}

interface EntryProps {
  readonly entry: Knowledge;
  /** For those who may only read it. */
  readonly isFixed: boolean;
  readonly onEdit: () => void;
  readonly onRemove: () => void;
}

function Entry({ entry, isFixed, onEdit, onRemove }: EntryProps) {
  return (
    <li className="rounded-lg border border-border bg-card">
      <div className="flex items-start gap-1 p-2">
        <details className="group min-w-0 flex-1">
          <summary className="flex min-h-9 flex-wrap items-center gap-x-3 gap-y-1 rounded px-2 py-1 hover:bg-accent">
            <ChevronRight size={16} aria-hidden className="shrink-0 transition-transform group-open:rotate-90" />
            <span className="font-medium wrap-anywhere">{entry.title}</span>
            <Chip>{entry.kind}</Chip>
            <span className="text-xs text-muted-foreground">
              changed <Moment at={entry.updated_at} />
            </span>
          </summary>
          <div className="p-2">
            <Markdown text={entry.content} />
          </div>
        </details>
        {!isFixed && (
          <>
            <IconButton label={`Edit ${entry.title}`} onClick={onEdit}>
              <Pencil size={16} aria-hidden />
            </IconButton>
            <IconButton label={`Remove ${entry.title}`} className="text-destructive!" onClick={onRemove}>
              <Trash2 size={16} aria-hidden />
            </IconButton>
          </>
        )}
      </div>
    </li>
  );
}
