import type { Task } from '@forgeyard/sdk';
import { Menu } from '@base-ui/react/menu';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import { useForge } from '../api/forge.ts';
import { managersOnly } from '../api/use-may.ts';
import { boardColumns, columnOf, moveTo, type BoardColumn } from './moves.ts';
import { assigneesQuery } from './task-queries.ts';
import { priorities, priorityWords } from './task-words.ts';
import type { Desk } from './use-desk.tsx';

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
  const barredFrom = useBarred({ task, desk });
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
                <MoveItem key={column.id} task={task} column={column} barred={barredFrom(column)} onMove={() => desk.act(task, column)} />
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

/** Why the reader may not move the task to a column, by role: whoever works on a task begins it and hands it in, managers do the rest. */
function useBarred({ task, desk: { may } }: PartProps): (column: BoardColumn) => string | null {
  const workers = useQuery(assigneesQuery(useForge())).data ?? [];
  const owner = workers.find(({ id }) => id === task.assignee?.id)?.owner_user_id ?? null;
  const isOwn = may.takePart && owner !== null && owner === may.userId;
  return ({ status }) => {
    if (may.manage) return null;
    if (status !== 'in_progress' && status !== 'review') return managersOnly;
    return isOwn ? null : 'Only who works on it and managers may do this.';
  };
}

function PriorityGroup({ task, desk }: PartProps) {
  return (
    <Group label={desk.may.manage ? 'Priority' : `Priority. ${managersOnly}`}>
      <Menu.RadioGroup value={task.priority} onValueChange={(value: Task['priority']) => desk.prioritise(task, value)}>
        {priorities.map((priority) => (
          <Menu.RadioItem
            key={priority}
            value={priority}
            disabled={!desk.may.manage}
            closeOnClick
            className={`${itemClass} flex-row! items-center justify-between!`}
          >
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
  const barred = desk.may.manage ? null : managersOnly;
  return (
    <Group label="Work">
      {latest !== null && (
        <Item why={null} onClick={() => void navigate({ to: '/deliverables/$id', params: { id: String(latest.number) } })}>
          {latest.status === 'pending' && desk.may.takePart ? `Review version ${latest.version}` : `Open version ${latest.version}`}
        </Item>
      )}
      {task.status === 'pending' && desk.may.takePart && (
        <Item why={null} onClick={() => desk.take(task)}>
          Take it myself
        </Item>
      )}
      <Item why={barred ?? (isEnded ? 'Reopen it first.' : null)} onClick={() => desk.openDialog('assign', task)}>
        Assign…
      </Item>
      <Item why={barred ?? (task.last_error === null || isEnded ? 'Nothing failed.' : null)} onClick={() => desk.retry(task)}>
        Retry
      </Item>
      <Item why={barred ?? whyNoRun(task, isEnded, isAi)} onClick={() => desk.execute(task)}>
        Execute now
      </Item>
      <Item why={null} onClick={() => desk.openDialog('explain', task)}>
        Why is it not picked?
      </Item>
      <Item why={barred} onClick={() => desk.openDialog('delete', task)}>
        <span className={barred === null ? 'text-destructive' : undefined}>Delete…</span>
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

interface MoveItemProps {
  readonly task: Task;
  readonly column: BoardColumn;
  readonly barred: string | null;
  readonly onMove: () => void;
}

function MoveItem({ task, column, barred, onMove }: MoveItemProps) {
  const move = moveTo(task, column.status);
  if (move.kind === 'here') {
    const isHere = columnOf(task) === column.id || column.id === 'failed';
    return (
      <Item why={isHere ? 'It is here.' : (barred ?? 'It failed here: retry it.')} onClick={onMove}>
        {column.title}
      </Item>
    );
  }
  return (
    <Item why={barred ?? (move.kind === 'illegal' ? move.why : null)} onClick={onMove}>
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
