import { insertion, isActiveProfile, isOfActiveAgent, statement } from '../../store/index.ts';
import type { Builder, ProfileRow, ReadTx } from '../../store/index.ts';
import type { Profile } from './profile.ts';
import { toProfile } from './profile.ts';

export const profileInsertion = insertion('profiles', [
  'agent_id',
  'org_id',
  'introduction',
  'category',
  'status',
  'created_at',
  'updated_at',
]);

const byAgent = statement<{ agent: string }, ProfileRow>((db, arg) =>
  db.selectFrom('profiles').selectAll().where('agent_id', '=', arg.agent),
);

export const updateProfileRow = statement<Pick<ProfileRow, 'agent_id' | 'introduction' | 'category' | 'status' | 'updated_at'>>((db, arg) =>
  db
    .updateTable('profiles')
    .set({ introduction: arg.introduction, category: arg.category, status: arg.status, updated_at: arg.updated_at })
    .where('agent_id', '=', arg.agent_id),
);

/** Makes other changes of the profile wait for this transaction. */
export const lockProfile = statement<{ agent: string }>((db, arg) =>
  db
    .updateTable('profiles')
    .set((eb) => ({ updated_at: eb.ref('updated_at') }))
    .where('agent_id', '=', arg.agent),
);

export const deleteProfileRow = statement<{ agent: string }>((db, arg) => db.deleteFrom('profiles').where('agent_id', '=', arg.agent));

export async function profileOf(tx: ReadTx, agentId: string): Promise<Profile | undefined> {
  const row = await tx.first(byAgent, { agent: agentId });
  return row === undefined ? undefined : toProfile(row);
}

/** Profiles that anybody may see: active, of agents that are at work. */
export function listedProfiles(db: Builder) {
  return db.selectFrom('profiles').where(isActiveProfile).where(isOfActiveAgent('profiles.agent_id'));
}

const agentAtWork = statement<{ agent: string }, { id: string; org_id: string; is_active: number }>((db, arg) =>
  db
    .selectFrom('agents')
    .select(['id', 'org_id'])
    .select((eb) => eb.case().when('status', '=', 'active').then(1).else(0).end().as('is_active'))
    .where('id', '=', arg.agent)
    .where('deleted_at', 'is', null),
);

/** Whether the agent lives, and whether it is at work; undefined for one that is deleted or never was. */
export async function agentStateOf(tx: ReadTx, agentId: string): Promise<{ readonly isActive: boolean } | undefined> {
  const row = await tx.first(agentAtWork, { agent: agentId });
  return row === undefined ? undefined : { isActive: row.is_active === 1 };
}
