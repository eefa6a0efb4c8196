import type { Assignee, Task } from '@forgeyard/sdk';
import { useState } from 'react';
import { useLetters } from '../shell/use-letters.ts';
import { layOut, type Held } from './board-layout.ts';
import { ColumnView } from './column-view.tsx';
import type { Desk } from './use-desk.tsx';
import { columnOf, boardColumns, moveTo, type BoardColumn, type ColumnId } from './moves.ts';
import { useTaskLetters } from './use-task-letters.ts';

interface BoardProps {
  readonly tasks: readonly Task[];
  readonly assignees: readonly Assignee[];
  readonly desk: Desk;
  /** Columns whose list goes on, with the way to load more. */
  readonly more: Partial<Record<ColumnId, () => void>>;
}

/** The tasks in columns. Cards can be dragged; the menu of a card, also by `m`, does the same and more. */
export function Board({ tasks, assignees, desk, more }: BoardProps) {
  const [held, setHeld] = useState<Held | null>(null);
  const [dragged, setDragged] = useState<Task | null>(null);
  const columns = layOut(tasks, held, desk.actedId);
  const hold = (id: ColumnId | null) => {
    if (id === (held?.column ?? null) || dragged !== null) return;
    setHeld(id === null ? null : { column: id, ids: (columns.find((each) => each.id === id)?.tasks ?? []).map((task) => task.id) });
  };
  useTaskLetters(tasks, desk, { onAct: () => setHeld(null) });
  useLetters({ h: () => focusBeside(-1), l: () => focusBeside(1) });
  const drop = (column: BoardColumn) => {
    setHeld(null);
    setDragged(null);
    if (dragged !== null && columnOf(dragged) !== column.id) desk.act(dragged, column);
  };
  return (
    <div
      role="region"
      aria-label="Board"
      tabIndex={0}
      data-board
      className="relative grid auto-cols-[minmax(11.5rem,1fr)] grid-flow-col gap-3 overflow-x-auto pb-2"
    >
      {boardColumns.map((column, place) => (
        <ColumnView
          key={column.id}
          column={column}
          laid={columns[place] ?? { id: column.id, tasks: [], waiting: 0 }}
          assignees={assignees}
          dragged={dragged}
          refusal={dragged === null ? null : refusalOf(dragged, column)}
          onHold={hold}
          onShow={() => setHeld(null)}
          onDrag={desk.may.manage ? setDragged : undefined}
          onDrop={() => drop(column)}
          onMenu={desk.openMenu}
          onMore={more[column.id]}
        />
      ))}
    </div>
  );
}

function refusalOf(task: Task, column: BoardColumn): string | null {
  if (columnOf(task) === column.id) return null;
  const move = moveTo(task, column.status);
  return move.kind === 'illegal' ? move.why : null;
}

/** Moves the focus to the same place of the next column that has cards. */
function focusBeside(step: 1 | -1): boolean {
  const own = document.activeElement?.closest('[data-task]');
  const columns = [...document.querySelectorAll('[data-column]')].map((column) => [...column.querySelectorAll<HTMLElement>('[data-row]')]);
  const at = columns.findIndex((rows) => rows.some((row) => own?.contains(row) === true));
  const from = columns[at]?.findIndex((row) => own?.contains(row) === true) ?? 0;
  const order = step === 1 ? columns.slice(at + 1) : columns.slice(0, Math.max(0, at)).toReversed();
  const rows = order.find((each) => each.length > 0);
  const row = rows?.[Math.min(Math.max(0, from), rows.length - 1)];
  row?.focus();
  row?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  return row !== undefined;
}
