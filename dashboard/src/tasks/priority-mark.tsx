import type { TaskPriority } from '@forgeyard/sdk';
import { ChevronDown, ChevronUp, ChevronsUp, Equal, type LucideIcon } from 'lucide-react';
import { cx } from '../ui/cx.ts';
import { priorityWords } from './task-words.ts';

const looks: Readonly<Record<TaskPriority, readonly [LucideIcon, string]>> = {
  1: [ChevronsUp, 'text-destructive'],
  2: [ChevronUp, 'text-warning'],
  3: [Equal, 'text-muted-foreground'],
  4: [ChevronDown, 'text-muted-foreground'],
};

/** A priority as an icon and a word. */
export function PriorityMark({ priority }: { readonly priority: TaskPriority }) {
  const [Icon, color] = looks[priority];
  return (
    <span className={cx('inline-flex items-center gap-0.5 align-middle text-xs font-medium whitespace-nowrap', color)}>
      <Icon size={14} aria-hidden />
      <span className="sr-only">Priority </span>
      {priorityWords[priority]}
    </span>
  );
}
