import type { Project } from './projects.wire.ts';

/** The projects as the choices of a filter, by number. */
export function projectChoices(projects: readonly Project[]): readonly (readonly [value: string, word: string])[] {
  return [['', 'Any project'], ...projects.map(({ number, name }) => [String(number), name] as const)];
}
