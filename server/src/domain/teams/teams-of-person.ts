import type { Builder } from '../../store/index.ts';

/**
 * The teams that a person is in, as a query for others to build on: as one of the organisation who may act there now, or as a guest who showed that
 * mail to the address reaches them.
 */
export function teamsOfPerson(db: Builder, user: string) {
  return db
    .selectFrom('team_members')
    .innerJoin('users', (join) => join.on('users.id', '=', user))
    .select('team_members.team_id')
    .where('users.status', '=', 'active')
    .where((eb) =>
      eb.or([
        eb.and([
          eb('team_members.user_id', '=', user),
          eb.exists(
            eb
              .selectFrom('memberships')
              .select('memberships.user_id')
              .whereRef('memberships.org_id', '=', 'team_members.org_id')
              .where('memberships.user_id', '=', user)
              .where('memberships.inactive_at', 'is', null),
          ),
        ]),
        eb.and([
          eb('team_members.user_id', 'is', null),
          eb('users.email_verified', '=', 1),
          eb('team_members.email', '=', eb.fn<string>('lower', ['users.email'])),
        ]),
      ]),
    );
}
