import type { AgentStatus, Autonomy, ExecutionMode } from '@forgeyard/sdk';

/** What each status means for runs and tasks. */
export const statusWords: Readonly<Record<AgentStatus, string>> = {
  active: 'At work: runs start, and tasks are given to it.',
  paused: 'Takes no new work; what runs goes on.',
  inactive: 'Takes no new work, like paused: put aside for longer.',
  disabled: 'Switched off: nothing of it starts.',
  suspended: 'Switched off, like disabled: for the time being.',
};

export const statuses: readonly AgentStatus[] = ['active', 'paused', 'inactive', 'disabled', 'suspended'];

export const autonomyWords: Readonly<Record<Autonomy, { readonly label: string; readonly means: string }>> = {
  supervised: { label: 'Supervised', means: 'A person reviews everything it delivers.' },
  'semi-autonomous': { label: 'Semi-autonomous', means: 'It works alone and is reviewed on what matters.' },
  autonomous: { label: 'Autonomous', means: 'It is trusted to work alone.' },
};

export const autonomies: readonly Autonomy[] = ['supervised', 'semi-autonomous', 'autonomous'];

export const modeWords: Readonly<Record<Exclude<ExecutionMode, 'human'>, { readonly label: string; readonly means: string }>> = {
  manual: { label: 'Manual', means: 'A person starts each of its tasks with “Run now”.' },
  auto: { label: 'Automatic', means: 'The server starts its tasks by itself as soon as they are assigned, up to its limit.' },
  polling: { label: 'Polling', means: 'A program of yours asks for its next task by a key and does the work itself.' },
};

export const modes = ['manual', 'auto', 'polling'] as const;

/** The member of a list that a text names; `otherwise` when it names none. */
export function oneOf<Word extends string>(words: readonly Word[], text: string, otherwise: Word): Word {
  return words.find((word) => word === text) ?? otherwise;
}
