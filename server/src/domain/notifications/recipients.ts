import { grantsOfRole, roles } from '../../kernel/caller.ts';
import { statement } from '../../store/index.ts';
import type { Builder, ReadTx } from '../../store/index.ts';
import type { InteractionNews } from '../ports.ts';
import { readSettings } from './settings.ts';
import type { NotificationSettings } from './settings.ts';

/** A member who may be told. */
export interface Recipient {
  readonly userId: string;
  readonly settings: NotificationSettings;
  /** Somebody showed that mail reaches them. */
  readonly hasMail: boolean;
}

interface MemberRow {
  readonly user_id: string;
  readonly settings_json: string | null;
  readonly email_verified: number;
}

/** People that are told of something that is nobody's in particular. */
const recipientsMax = 20;
const membersMax = 200;
const answering: readonly string[] = roles.filter((role) => grantsOfRole[role].has('interactions:write'));

function members(db: Builder, org: string) {
  return db
    .selectFrom('memberships')
    .innerJoin('users', 'users.id', 'memberships.user_id')
    .leftJoin('notification_settings', 'notification_settings.user_id', 'users.id')
    .select(['memberships.user_id', 'notification_settings.settings_json', 'users.email_verified'])
    .where('memberships.org_id', '=', org)
    .where('memberships.inactive_at', 'is', null)
    .where('users.status', '=', 'active')
    .where('memberships.role', 'in', answering);
}

const oneMember = statement<{ org: string; user: string }, MemberRow>((db, arg) =>
  members(db, arg.org).where('memberships.user_id', '=', arg.user),
);
const allMembers = statement<{ org: string }, MemberRow>((db, arg) =>
  members(db, arg.org).orderBy('memberships.created_at').orderBy('memberships.user_id').limit(membersMax),
);
const ownerOf = statement<{ org: string; agent: string }, { id: string | null }>((db, arg) =>
  db.selectFrom('agents').select('owner_user_id as id').where('org_id', '=', arg.org).where('id', '=', arg.agent),
);
const personOf = statement<{ org: string; session: string }, { id: string | null }>((db, arg) =>
  db.selectFrom('sessions').select('user_id as id').where('org_id', '=', arg.org).where('id', '=', arg.session),
);

function toRecipient(row: MemberRow): Recipient {
  return { userId: row.user_id, settings: readSettings(row.settings_json), hasMail: row.email_verified === 1 };
}

/**
 * Whom an interaction is for: whom it is given to, else the agent's owner, else the person of its session, else everybody who may answer and
 * wants to know, at most 20; these too when nobody answered and nobody in particular is named for that. Who caused the news is not told.
 */
export async function recipientsOf(tx: ReadTx, news: InteractionNews): Promise<readonly Recipient[]> {
  const { interaction, by } = news;
  const { orgId, assigneeUserId } = interaction;
  const isOther = (one: Recipient): boolean => `user:${one.userId}` !== by;
  if (assigneeUserId !== null) {
    const assignee = await memberOf(tx, orgId, assigneeUserId);
    return assignee === null ? [] : [assignee].filter((one) => isOther(one) && wants(one.settings, news));
  }
  if (news.reason === 'assigned') return [];
  const owner = news.reason === 'opened' ? await ownerOrPerson(tx, news) : null;
  const found = owner === null ? (await tx.all(allMembers, { org: orgId })).map(toRecipient) : [owner];
  return found.filter((one) => isOther(one) && wants(one.settings, news)).slice(0, recipientsMax);
}

async function ownerOrPerson(tx: ReadTx, { interaction }: InteractionNews): Promise<Recipient | null> {
  const { orgId, agentId, sessionId } = interaction;
  const owner = agentId === null ? undefined : await tx.first(ownerOf, { org: orgId, agent: agentId });
  const found = await memberOf(tx, orgId, owner?.id ?? null);
  if (found !== null || sessionId === null) return found;
  return memberOf(tx, orgId, (await tx.first(personOf, { org: orgId, session: sessionId }))?.id ?? null);
}

async function memberOf(tx: ReadTx, org: string, user: string | null): Promise<Recipient | null> {
  const row = user === null ? undefined : await tx.first(oneMember, { org, user });
  return row === undefined ? null : toRecipient(row);
}

const membersOfKind = { question: 'questions', approval: 'approvals', review: 'reviews' } as const;

function wants(settings: NotificationSettings, { interaction, reason }: InteractionNews): boolean {
  const isWanted = settings[membersOfKind[interaction.kind]];
  if (reason !== 'opened') return settings.assigned;
  return interaction.assigneeUserId === null ? isWanted : isWanted || settings.assigned;
}
