import type { Home } from '../../server/src/domain/home.ts';
import { agentInsertion } from '../../server/src/domain/agents/agent-queries.ts';
import { createOrg } from '../../server/src/domain/orgs/index.ts';
import { profileInsertion, termInsertion, termRowsOf } from '../../server/src/domain/profiles/index.ts';
import { newId } from '../../server/src/kernel/id.ts';
import type { AgentRow, ProfileRow } from '../../server/src/store/index.ts';

const perTransaction = 500;
const subjects = ['weather', 'invoices', 'contracts', 'genomes', 'recipes', 'logistics', 'translation', 'sales', 'security', 'tickets'];
const verbs = ['forecasting', 'summarising', 'classifying', 'answering', 'planning', 'monitoring', 'writing', 'cleaning'];
const categories = ['weather', 'support', 'analytics', 'legal', ''];

/** Always the same sequence (a linear congruential generator, Numerical Recipes), so that runs compare. */
function sequence(): (below: number) => number {
  let state = 42;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** All introductions share four words, some share ten subjects, and each has a few words of 5,000 that are rare. */
function introduction(next: (below: number) => number): string {
  const rare = Array.from({ length: 8 }, () => `word${next(5_000)}`).join(' ');
  return `I am a helpful AI assistant for ${subjects[next(subjects.length)]} ${verbs[next(verbs.length)]}. I know ${rare}.`;
}

/** Fills the directory past its operations; answers how many seconds it took. */
export async function seedDirectory(home: Home, count: number): Promise<number> {
  const startedAt = performance.now();
  const now = home.clock.now();
  const org = await home.transact((tx) => createOrg(tx, { name: 'Bench' }, now));
  const next = sequence();
  for (let start = 0; start < count; start += perTransaction) {
    const made = Array.from({ length: Math.min(perTransaction, count - start) }, (_, index) =>
      rowsOf(org.id, start + index, now - (count - start - index) * 1_000, next),
    );
    await home.transact(async (tx) => {
      await tx.insert(
        agentInsertion,
        made.map(({ agent }) => agent),
      );
      await tx.insert(
        profileInsertion,
        made.map(({ profile }) => profile),
      );
      await tx.insert(
        termInsertion,
        made.flatMap(({ profile }) =>
          termRowsOf({
            agentId: profile.agent_id,
            introduction: profile.introduction,
            category: profile.category,
            createdAt: profile.created_at,
          }),
        ),
      );
    });
  }
  return (performance.now() - startedAt) / 1_000;
}

function rowsOf(orgId: string, index: number, at: number, next: (below: number) => number): { agent: AgentRow; profile: ProfileRow } {
  const id = newId(at);
  const category = categories[next(categories.length)] ?? '';
  return {
    agent: {
      id,
      org_id: orgId,
      number: 1_000_000 + index,
      slug: `bench-${index}`,
      display_name: `bench-${index}`,
      description: '',
      kind: 'ai',
      autonomy: 'supervised',
      status: 'active',
      version: 1,
      max_concurrent: 5,
      metadata_json: '{}',
      created_at: at,
      updated_at: at,
      deleted_at: null,
      token_epoch: 0,
      owner_user_id: null,
      execution_mode: 'manual',
      provider: null,
      last_assigned_at: null,
    },
    profile: {
      agent_id: id,
      org_id: orgId,
      introduction: introduction(next),
      category,
      status: 'active',
      created_at: at,
      updated_at: at,
    },
  };
}
