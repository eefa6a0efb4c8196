import { statement } from '../../store/index.ts';
import type { OrgEnding } from '../ports.ts';

const dropOfOrg = statement<{ org: string }>((db, arg) => db.deleteFrom('webhook_endpoints').where('org_id', '=', arg.org));

/** Part of the end of an organisation: its webhooks are erased with their secrets and with what waits to be sent. */
export const dropWebhooksOfOrg: OrgEnding = async (tx, _home, { orgId }) => {
  await tx.run(dropOfOrg, { org: orgId });
};
