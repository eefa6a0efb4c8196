import { isFreeSlug } from '../../kernel/id.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { ReadTx } from '../../store/index.ts';
import { findAgentRow } from './agent-queries.ts';

/** Suffixes that are tried before the agent's own number is taken. */
const suffixMax = 20;
/** Leaves room for a suffix within the 63 characters of a slug. */
const baseLengthMax = 46;

export interface Wanted {
  readonly orgId: string;
  /** Free text, or a slug already. */
  readonly name: string;
  /** The number of the agent that is being made: whoever holds it is the only one who makes a slug now. */
  readonly number: number;
}

/** A slug for free text: letters, digits and hyphens, with a letter first. */
export function slugOf(name: string): string {
  const words = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  const base = /^[A-Za-z]/.test(words) ? words : `agent-${words}`;
  return base.slice(0, baseLengthMax).replace(/-+$/, '');
}

/**
 * A slug that no living agent of the organisation has: as it is, else with -2, -3, …, else with the agent's number.
 * The number's counter is the lock: of two that make the same slug at once, the second waits there and then sees the first's.
 * @throws Refusal `conflict` agent.exists when even that is taken
 */
export async function freeSlug(tx: ReadTx, { orgId, name, number }: Wanted): Promise<string> {
  const base = slugOf(name);
  const suffixes = ['', ...Array.from({ length: suffixMax - 1 }, (_, index) => `-${index + 2}`), `-${number}`];
  for (const suffix of suffixes) {
    const slug = `${base}${suffix}`;
    if (isFreeSlug(slug) && (await findAgentRow(tx, orgId, slug)) === undefined) return slug;
  }
  throw new Refusal('conflict', 'agent.exists', `Too many agents are named '${name}'.`);
}
