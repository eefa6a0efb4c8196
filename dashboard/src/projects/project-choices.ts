import type { Project } from '@forgeyard/sdk';
import type { Choices } from '../ui/filter-choice.tsx';

/** The projects as the choices of a filter, by number. */
export function projectChoices(projects: readonly Project[]): Choices {
  return [['', 'Any project'], ...projects.map(({ number, name }) => [String(number), name] as const)];
}
