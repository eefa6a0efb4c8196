import { statement } from '../../store/index.ts';
import type { OrgEnding } from '../ports.ts';

const dropOfOrg = statement<{ org: string }>((db, arg) => db.deleteFrom('shares').where('org_id', '=', arg.org));

/** Part of the end of an organisation: nobody is left who could end what was shared with people of others, so it ends now. */
export const dropSharesOfOrg: OrgEnding = async (tx, _home, { orgId }) => {
  await tx.run(dropOfOrg, { org: orgId });
};
