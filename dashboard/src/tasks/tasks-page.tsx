import { useNavigate, useSearch } from '@tanstack/react-router';
import { Columns3, List, Plus } from 'lucide-react';
import { lazy, Suspense, useCallback, useState } from 'react';
import { useMay } from '../api/use-may.ts';
import { Button, buttonClass } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Page } from '../ui/page.tsx';
import { useNarrow } from '../ui/use-narrow.ts';
import { BoardView } from './board-view.tsx';
import { ListView } from './list-view.tsx';
import { isFiltered, type TaskSearch } from './task-filter.ts';
import { TaskFilters } from './task-filters.tsx';
import { useDesk } from './use-desk.tsx';

const CreateTask = lazy(async () => ({ default: (await import('./create-task.tsx')).CreateTask }));

/** What is to be done, by whom, and how far it is: as a board or as a list. */
export function TasksPage() {
  const search: TaskSearch = useSearch({ from: '/shell/tasks' });
  const navigate = useNavigate({ from: '/tasks' });
  const isNarrow = useNarrow();
  const [isCreating, setCreating] = useState(false);
  const desk = useDesk();
  const { takePart } = useMay();
  const isList = search.view === 'list' || (search.view !== 'board' && isNarrow);
  const change = useCallback(
    (part: TaskSearch) => void navigate({ search: (before) => ({ ...before, ...part }), replace: true, resetScroll: false }),
    [navigate],
  );
  const empty = isFiltered(search) ? null : <NoTasks onCreate={takePart ? () => setCreating(true) : null} />;
  const view = { search, desk, empty, onClear: () => void navigate({ search: search.view === undefined ? {} : { view: search.view } }) };
  return (
    <Page
      title="Tasks"
      lead="Work for agents and people, from the first wish to the approved result."
      isWide
      actions={
        <>
          <ViewSwitch isList={isList} onChange={(next) => change({ view: next })} />
          {takePart && (
            <Button look="primary" data-shortcut="create" onClick={() => setCreating(true)}>
              <Plus size={16} aria-hidden />
              New task
            </Button>
          )}
        </>
      }
    >
      <TaskFilters search={search} isList={isList} onChange={change} />
      {desk.note}
      {isList ? <ListView {...view} /> : <BoardView {...view} />}
      {desk.layer}
      <Suspense>
        {isCreating && <CreateTask onCreated={() => setCreating(false)} onClose={() => setCreating(false)} project={undefined} />}
      </Suspense>
    </Page>
  );
}

function ViewSwitch({ isList, onChange }: { readonly isList: boolean; readonly onChange: (view: 'board' | 'list') => void }) {
  return (
    <fieldset className="flex rounded-md border border-input bg-card">
      <legend className="sr-only">View</legend>
      {(['board', 'list'] as const).map((view) => (
        <label
          key={view}
          className={`${buttonClass('quiet')} cursor-pointer has-checked:bg-accent has-focus-visible:outline-2 has-focus-visible:outline-ring`}
        >
          <input type="radio" name="view" className="sr-only" checked={(view === 'list') === isList} onChange={() => onChange(view)} />
          {view === 'board' ? <Columns3 size={16} aria-hidden /> : <List size={16} aria-hidden />}
          {view === 'board' ? 'Board' : 'List'}
        </label>
      ))}
    </fieldset>
  );
}

function NoTasks({ onCreate }: { readonly onCreate: (() => void) | null }) {
  const command = `curl '${location.origin}/api/agents/me/tasks/next' -H "X-Agent-Key: $AGENT_KEY"`;
  return (
    <EmptyState
      says="A task is a piece of work for an agent or a person. Agents that work on their own ask for the next one with their key, like this."
      action={
        onCreate !== null && (
          <Button look="primary" onClick={onCreate}>
            New task
          </Button>
        )
      }
      command={command}
    />
  );
}
