import { insertion, statement } from '../../store/index.ts';
import type { ProfileTermRow, Tx } from '../../store/index.ts';
import type { Profile } from './profile.ts';
import { stemOf, wordsOf } from './words.ts';

/** What a hit is worth: the word itself, or another word of its family; in the introduction and in the category alike. */
const exactWeight = 5;
const stemWeight = 4;

export const termInsertion = insertion('profile_terms', ['category', 'term', 'weight', 'created_at', 'agent_id']);

const deleteTerms = statement<{ agent: string }>((db, arg) => db.deleteFrom('profile_terms').where('agent_id', '=', arg.agent));

/** What each term of a text is worth. */
function weightsOf(text: string): Map<string, number> {
  const weights = new Map<string, number>();
  for (const word of wordsOf(text)) {
    const stem = stemOf(word);
    if (!weights.has(stem)) weights.set(stem, stemWeight);
    weights.set(word, exactWeight);
  }
  return weights;
}

/** The terms by which a profile is found, for all categories and for its own. */
export function termRowsOf(profile: Pick<Profile, 'agentId' | 'introduction' | 'category' | 'createdAt'>): ProfileTermRow[] {
  const weights = weightsOf(profile.introduction);
  for (const [term, weight] of weightsOf(profile.category)) weights.set(term, (weights.get(term) ?? 0) + weight);
  const scopes = profile.category === '' ? [''] : ['', profile.category];
  return scopes.flatMap((category) =>
    [...weights].map(([term, weight]) => ({ category, term, weight, created_at: profile.createdAt, agent_id: profile.agentId })),
  );
}

export async function removeTerms(tx: Tx, agentId: string): Promise<void> {
  await tx.run(deleteTerms, { agent: agentId });
}

/** Makes the index say what the profile says; an inactive profile has no terms. */
export async function indexProfile(tx: Tx, profile: Profile): Promise<void> {
  await removeTerms(tx, profile.agentId);
  if (profile.status === 'active') await tx.insert(termInsertion, termRowsOf(profile));
}
