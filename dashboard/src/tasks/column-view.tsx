import type { Assignee, Task } from '@forgeyard/sdk';
import { ArrowUp } from 'lucide-react';
import type { FocusEvent, PointerEvent } from 'react';
import { Button } from '../ui/button.tsx';
import { cx } from '../ui/cx.ts';
import type { LaidColumn } from './board-layout.ts';
import type { BoardColumn, ColumnId } from './moves.ts';
import { TaskCard } from './task-card.tsx';
import { wipOf } from './wip.ts';

interface ColumnViewProps {
  readonly column: BoardColumn;
  readonly laid: LaidColumn;
  readonly assignees: readonly Assignee[];
  readonly dragged: Task | null;
  /** Why the dragged card may not be dropped here. */
  readonly refusal: string | null;
  readonly onHold: (id: ColumnId | null) => void;
  readonly onShow: () => void;
  /** Nothing where the reader may not move cards. */
  readonly onDrag: ((task: Task | null) => void) | undefined;
  readonly onDrop: () => void;
  readonly onMenu: (task: Task, anchor: HTMLElement) => void;
  readonly onMore: (() => void) | undefined;
}

/** One column: its name, how many cards, work in progress against the limits, the cards. */
export function ColumnView({ column, laid, assignees, dragged, refusal, onHold, onShow, onDrag, onDrop, onMenu, onMore }: ColumnViewProps) {
  const { tasks, waiting } = laid;
  const titleId = `column-${column.id}`;
  const leave = (event: FocusEvent | PointerEvent) => {
    if (event.currentTarget.contains(document.activeElement) && event.type === 'pointerleave') return;
    onHold(null);
  };
  return (
    <section
      aria-labelledby={titleId}
      data-column={column.id}
      onPointerEnter={(event) => event.pointerType === 'mouse' && onHold(column.id)}
      onPointerLeave={leave}
      onFocus={() => onHold(column.id)}
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && leave(event)}
      onDragOver={(event) => dragged !== null && refusal === null && event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        onDrop();
      }}
      className={cx(
        'flex min-w-0 flex-col gap-2 rounded-xl bg-secondary/60 p-2',
        dragged !== null && refusal === null && 'outline-2 -outline-offset-2 outline-ring/60 outline-dashed',
        dragged !== null && refusal !== null && 'opacity-70',
      )}
    >
      <ColumnHead
        column={column}
        id={titleId}
        count={`${tasks.length}${onMore === undefined ? '' : '+'}`}
        refusal={refusal}
        assignees={assignees}
      />
      <News waiting={waiting} onShow={onShow} />
      {tasks.map((task) => (
        <TaskCard key={task.id} task={task} isDragged={dragged?.id === task.id} onMenu={onMenu} onDrag={onDrag} />
      ))}
      {tasks.length === 0 && <p className="px-1 pb-2 text-xs text-muted-foreground">Nothing here.</p>}
      {onMore !== undefined && (
        <Button look="quiet" onClick={onMore}>
          Load more
        </Button>
      )}
    </section>
  );
}

interface ColumnHeadProps {
  readonly column: BoardColumn;
  readonly id: string;
  readonly count: string;
  readonly refusal: string | null;
  readonly assignees: readonly Assignee[];
}

function ColumnHead({ column, id, count, refusal, assignees }: ColumnHeadProps) {
  const wip = wipOf(column.id, assignees);
  return (
    <header className="flex min-h-12 flex-col px-1">
      <div className="flex items-center gap-2">
        <h2 id={id} className="font-semibold">
          {column.title}
        </h2>
        <span className="tabular text-muted-foreground">
          {count}
          <span className="sr-only"> tasks</span>
        </span>
      </div>
      <p className={cx('text-xs', wip?.isFull === true ? 'font-medium text-warning' : 'text-muted-foreground')}>
        {refusal ?? wip?.says ?? ''}
      </p>
    </header>
  );
}

/** Lies over the cards, so that its coming and going moves none of them. */
function News({ waiting, onShow }: { readonly waiting: number; readonly onShow: () => void }) {
  return (
    <div role="status" className="relative z-20 flex h-0 justify-center">
      {waiting > 0 && (
        <Button look="primary" className="-mt-1 h-8! shadow-md" onClick={onShow}>
          <ArrowUp size={14} aria-hidden />
          {waiting} changed
        </Button>
      )}
    </div>
  );
}
