import type { Interaction } from '@forgeyard/sdk';

/** The other open approvals in which the same agent asks for exactly the same call, input and all. */
export function twinsOf(question: Interaction, rows: readonly Interaction[]): readonly string[] {
  if (question.kind !== 'approval' || question.state !== 'open' || question.tool === null) return [];
  const wanted = callKey(question);
  return rows
    .filter((row) => row.id !== question.id && row.kind === 'approval' && row.state === 'open' && callKey(row) === wanted)
    .map(({ id }) => id);
}

function callKey({ agent, tool, action, input, allowed }: Interaction): string {
  return JSON.stringify([agent?.id ?? null, tool, action, inOrder(input), allowed]);
}

/** The same value with the names of its objects in order, so that equal inputs read the same. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, part]) => [name, inOrder(part)]);
}
