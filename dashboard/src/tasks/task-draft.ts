import type { TaskCreate, TaskFields } from '@forgeyard/sdk';
import { readObject } from '../format/read-object.ts';
import { priorityIn } from './task-words.ts';

/** A new task as the form holds it: texts. */
export interface TaskDraft {
  readonly title: string;
  readonly description: string;
  readonly project: string;
  readonly assignee: string;
  readonly priority: string;
  readonly tags: string;
  readonly capabilities: string;
  readonly due: string;
  readonly context: string;
}

export const emptyDraft: TaskDraft = {
  title: '',
  description: '',
  project: '',
  assignee: '',
  priority: '2',
  tags: '',
  capabilities: '',
  due: '',
  context: '',
};

export type TaskFaults = Partial<Record<'title' | 'due' | 'context', string>>;

/** Reads the form: what to send, or what is wrong with it by field. */
export function readDraft(draft: TaskDraft): { readonly fields: TaskCreate; readonly faults: TaskFaults } {
  const context = draft.context.trim() === '' ? null : readObject(draft.context);
  const dueMs = draft.due === '' ? null : Date.parse(draft.due);
  const faults: TaskFaults = {
    ...(draft.title.trim() === '' ? { title: 'Say in a few words what is to be done.' } : {}),
    ...(dueMs !== null && Number.isNaN(dueMs) ? { due: 'This is not a date.' } : {}),
    ...(context !== null && context.fault !== null ? { context: context.fault } : {}),
  };
  const priority = priorityIn(draft.priority);
  const fields: TaskCreate = {
    title: draft.title.trim(),
    ...(draft.description.trim() === '' ? {} : { description: draft.description }),
    ...(draft.project === '' ? {} : { project: draft.project }),
    ...(draft.assignee === '' ? {} : { assignee: draft.assignee }),
    ...(priority === undefined ? {} : { priority }),
    ...listField('tags', draft.tags),
    ...listField('required_capabilities', draft.capabilities),
    ...(dueMs === null || Number.isNaN(dueMs) ? {} : { due_at: new Date(dueMs).toISOString() }),
    ...(context?.value === null || context === null ? {} : { context: context.value }),
  };
  return { fields, faults };
}

/** Words between commas, without repeats. */
export function wordsIn(text: string): readonly string[] {
  return [
    ...new Set(
      text
        .split(',')
        .map((word) => word.trim())
        .filter((word) => word !== ''),
    ),
  ];
}

function listField(name: 'tags' | 'required_capabilities', text: string): TaskFields {
  const words = wordsIn(text);
  return words.length === 0 ? {} : { [name]: words };
}
