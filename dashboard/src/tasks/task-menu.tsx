import { Menu } from '@base-ui/react/menu';
import { useNavigate } from '@tanstack/react-router';
import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import { boardColumns, columnOf, moveTo, type BoardColumn } from './moves.ts';
import { priorities, priorityWords } from './task-words.ts';
import type { Desk } from './use-desk.tsx';
import type { Task } from './tasks.wire.ts';

interface TaskMenuProps {
  readonly task: Task;
  /** The button that it opens beside; it gets the focus back. */
  readonly anchor: HTMLElement;
  readonly desk: Omit<Desk, 'note' | 'layer'>;
  readonly onClose: () => void;
}

const itemClass =
  'flex min-h-9 w-full cursor-default flex-col justify-center rounded px-3 py-1 outline-none data-highlighted:bg-accent data-disabled:text-muted-foreground';
const groupClass = 'border-b border-border py-1 last:border-b-0';

/** Everything that can be done with one task; what cannot be done now says why. */
export function TaskMenu({ task, anchor, desk, onClose }: TaskMenuProps) {
  return (
    <Menu.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Menu.Portal>
        <Menu.Positioner anchor={anchor} sideOffset={4} align="end" className="z-40 outline-none">
          <Menu.Popup
            aria-label={`Actions for ${task.title}`}
            finalFocus={{ current: anchor }}
            className="max-h-(--available-height) w-68 overflow-y-auto rounded-lg border border-border bg-popover px-1 text-popover-foreground shadow-lg outline-none"
          >
            <Group label="Move to">
              {boardColumns.map((column) => (
                <MoveItem key={column.id} task={task} column={column} onMove={() => desk.act(task, column)} />
              ))}
            </Group>
            <PriorityGroup task={task} desk={desk} />
            <WorkGroup task={task} desk={desk} />
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

type PartProps = Pick<TaskMenuProps, 'task' | 'desk'>;

function PriorityGroup({ task, desk }: PartProps) {
  return (
    <Group label="Priority">
      <Menu.RadioGroup value={task.priority} onValueChange={(value: Task['priority']) => desk.prioritise(task, value)}>
        {priorities.map((priority) => (
          <Menu.RadioItem key={priority} value={priority} closeOnClick className={`${itemClass} flex-row! items-center justify-between!`}>
            <span>
              {priority} {priorityWords[priority]}
            </span>
            <Menu.RadioItemIndicator>
              <Check size={15} aria-hidden />
            </Menu.RadioItemIndicator>
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
    </Group>
  );
}

function WorkGroup({ task, desk }: PartProps) {
  const isEnded = task.status === 'completed' || task.status === 'cancelled';
  const isAi = task.assignee?.kind === 'ai';
  const { latest } = task.deliverables;
  const navigate = useNavigate();
  return (
    <Group label="Work">
      {latest !== null && (
        <Item why={null} onClick={() => void navigate({ to: '/deliverables/$id', params: { id: String(latest.number) } })}>
          {latest.status === 'pending' ? `Review version ${latest.version}` : `Open version ${latest.version}`}
        </Item>
      )}
      {task.status === 'pending' && (
        <Item why={null} onClick={() => desk.take(task)}>
          Take it myself
        </Item>
      )}
      <Item why={isEnded ? 'Reopen it first.' : null} onClick={() => desk.openDialog('assign', task)}>
        Assign…
      </Item>
      <Item why={task.last_error === null || isEnded ? 'Nothing failed.' : null} onClick={() => desk.retry(task)}>
        Retry
      </Item>
      <Item why={whyNoRun(task, isEnded, isAi)} onClick={() => desk.execute(task)}>
        Execute now
      </Item>
      <Item why={null} onClick={() => desk.openDialog('explain', task)}>
        Why is it not picked?
      </Item>
      <Item why={null} onClick={() => desk.openDialog('delete', task)}>
        <span className="text-destructive">Delete…</span>
      </Item>
    </Group>
  );
}

function Group({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <Menu.Group className={groupClass}>
      <Menu.GroupLabel className="px-3 py-1 text-xs text-muted-foreground">{label}</Menu.GroupLabel>
      {children}
    </Menu.Group>
  );
}

function MoveItem({ task, column, onMove }: { readonly task: Task; readonly column: BoardColumn; readonly onMove: () => void }) {
  const move = moveTo(task, column.status);
  if (move.kind === 'here') {
    const isHere = columnOf(task) === column.id || column.id === 'failed';
    return (
      <Item why={isHere ? 'It is here.' : 'It failed here: retry it.'} onClick={onMove}>
        {column.title}
      </Item>
    );
  }
  return (
    <Item why={move.kind === 'illegal' ? move.why : null} onClick={onMove}>
      {move.kind === 'assign' ? 'Assigned: choose somebody…' : wordsOf(task, column)}
    </Item>
  );
}

function wordsOf({ deliverables: { latest } }: Task, column: BoardColumn): string {
  const isUnjudged = column.id === 'completed' && latest?.status === 'pending';
  return isUnjudged ? `${column.does}, without judging version ${latest.version}` : column.does;
}

function whyNoRun(task: Task, isEnded: boolean, isAi: boolean): string | null {
  if (isEnded) return 'Reopen it first.';
  if (task.status === 'review') return 'It has something to review.';
  if (task.assignee === null) return 'Give it to an agent first.';
  return isAi ? null : 'Only an agent of this server can run it.';
}

interface ItemProps {
  /** Why it cannot be done now; null when it can. */
  readonly why: string | null;
  readonly onClick: () => void;
  readonly children: ReactNode;
}

function Item({ why, onClick, children }: ItemProps) {
  return (
    <Menu.Item disabled={why !== null} className={itemClass} onClick={onClick}>
      <span>{children}</span>
      {why !== null && <span className="text-xs">{why}</span>}
    </Menu.Item>
  );
}
