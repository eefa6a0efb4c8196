import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Forgeyard, Task, TaskPriority } from '@forgeyard/sdk';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useForge } from '../api/forge.ts';
import { managersOnly, useMay, type May } from '../api/use-may.ts';
import { DeskNote, type Note } from './desk-note.tsx';
import { boardColumns, columnOf, moveTo, type BoardColumn } from './moves.ts';
import { priorityWords } from './task-words.ts';
import { useTaskChange } from './use-task-change.ts';

const TaskMenu = lazy(async () => ({ default: (await import('./task-menu.tsx')).TaskMenu }));
const AssignTask = lazy(async () => ({ default: (await import('./assign-task.tsx')).AssignTask }));
const ExplainTask = lazy(async () => ({ default: (await import('./explain-task.tsx')).ExplainTask }));
const DeleteTask = lazy(async () => ({ default: (await import('./delete-task.tsx')).DeleteTask }));

type Start = 'retry' | 'execute' | 'take';

interface StartWords {
  /** Answers with the id of the run that began, if one did. */
  readonly send: (forge: Forgeyard, id: string) => Promise<string | null>;
  readonly done: string;
  readonly failed: string;
}

const startWords: Readonly<Record<Start, StartWords>> = {
  retry: { send: (forge, id) => forge.tasks.retry(id).then(() => null), done: 'is tried again.', failed: 'was not tried again' },
  execute: { send: (forge, id) => forge.tasks.execute(id).then((run) => run.run_id), done: 'runs.', failed: 'was not started' },
  take: { send: (forge, id) => forge.tasks.claim(id).then(() => null), done: 'is yours.', failed: 'was not given to you' },
};

export type DeskDialog = 'assign' | 'explain' | 'delete';

/** Everything that can be done with a task from a card, a row or its page. */
export interface Desk {
  /** What the reader may do at all. */
  readonly may: May;
  readonly act: (task: Task, column: BoardColumn) => void;
  readonly prioritise: (task: Task, priority: TaskPriority) => void;
  readonly retry: (task: Task) => void;
  readonly execute: (task: Task) => void;
  /** Takes it out of the pool for the reader. */
  readonly take: (task: Task) => void;
  readonly openDialog: (dialog: DeskDialog, task: Task) => void;
  readonly openMenu: (task: Task, anchor: HTMLElement) => void;
  /** The task that was acted on last. */
  readonly actedId: string | null;
  /** What was done or refused last. */
  readonly note: ReactNode;
  /** The open menu or dialog. */
  readonly layer: ReactNode;
}

type Open =
  | { readonly kind: 'menu'; readonly task: Task; readonly anchor: HTMLElement }
  | { readonly kind: DeskDialog; readonly task: Task };

/** The actions on tasks, with their menu and dialogs. `onDeleted` is told when a task is gone. */
export function useDesk(onDeleted?: () => void): Desk {
  const [open, setOpen] = useState<Open | null>(null);
  const [note, setNote] = useState<Note | null>(null);
  const [actedId, setActedId] = useState<string | null>(null);
  const may = useMay();
  const mark = ({ id }: Task) => setActedId(id);
  const change = useTaskChange();
  const started = useStart(setNote);
  const send = (task: Task, fields: { readonly status?: Task['status']; readonly priority?: TaskPriority }, done: string, failed: string) =>
    change.mutate({ task, fields }, { onSuccess: () => setNote({ says: done }), onError: (error) => setNote({ failed, error }) });

  const start = (kind: Start) => (task: Task) => {
    mark(task);
    started.mutate({ task, kind });
  };
  const retry = start('retry');
  const act = (task: Task, column: BoardColumn) => {
    mark(task);
    const move = moveTo(task, column.status);
    if (move.kind === 'illegal') return setNote({ says: `“${task.title}” stays where it is. ${move.why}` });
    if (move.kind === 'assign') return setOpen({ kind: 'assign', task });
    if (move.kind === 'here') return columnOf(task) === 'failed' && column.id !== 'failed' ? retry(task) : undefined;
    send(task, { status: column.status }, `“${task.title}” is now in ${titleOf(column)}.`, `“${task.title}” could not be moved`);
  };
  const prioritise = (task: Task, priority: TaskPriority) => {
    if (priority === task.priority) return;
    if (!may.manage) return setNote({ says: `“${task.title}” keeps its priority. ${managersOnly}` });
    mark(task);
    send(task, { priority }, `“${task.title}” is now ${priorityWords[priority]}.`, `The priority of “${task.title}” was not changed`);
  };
  const desk = {
    may,
    actedId,
    act,
    prioritise,
    retry,
    execute: start('execute'),
    take: start('take'),
    openDialog: (kind: DeskDialog, task: Task) => {
      mark(task);
      setOpen({ kind, task });
    },
    openMenu: (task: Task, anchor: HTMLElement) => setOpen({ kind: 'menu', task, anchor }),
  };
  const layer = <Layer open={open} desk={desk} onDeleted={onDeleted} setOpen={setOpen} />;
  return { ...desk, layer, note: <DeskNote note={note} onClose={() => setNote(null)} /> };
}

function useStart(setNote: (note: Note) => void) {
  const forge = useForge();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ task, kind }: { readonly task: Task; readonly kind: Start }) => startWords[kind].send(forge, task.id),
    onSuccess: (runId, { task, kind }) => setNote({ says: `“${task.title}” ${startWords[kind].done}`, runId }),
    onError: (error, { task, kind }) => setNote({ failed: `“${task.title}” ${startWords[kind].failed}`, error }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['tasks'] }),
  });
}

function titleOf({ id }: BoardColumn): string {
  return boardColumns.find((column) => column.id === id)?.title ?? id;
}

interface LayerProps {
  readonly open: Open | null;
  readonly desk: Omit<Desk, 'note' | 'layer'>;
  readonly onDeleted: (() => void) | undefined;
  readonly setOpen: (change: (now: Open | null) => Open | null) => void;
}

/** The menu or the dialog that is open. */
function Layer({ open, desk, onDeleted, setOpen }: LayerProps) {
  if (open === null) return null;
  const { task } = open;
  // An item of the menu may have opened a dialog before the menu closes.
  const close = () => setOpen((now) => (now === open ? null : now));
  return (
    <Suspense>
      {open.kind === 'menu' && <TaskMenu task={task} anchor={open.anchor} desk={desk} onClose={close} />}
      {open.kind === 'assign' && <AssignTask task={task} onClose={close} />}
      {open.kind === 'explain' && <ExplainTask task={task} onClose={close} />}
      {open.kind === 'delete' && <DeleteTask task={task} onDeleted={onDeleted} onClose={close} />}
    </Suspense>
  );
}
