import type { Home } from '../domain/home.ts';
import { traceParentOfRun } from '../domain/traces/index.ts';
import type { ClaimedDelivery } from '../domain/webhooks/index.ts';
import { isUuid } from '../kernel/id.ts';
import { fromOwnJson, isJsonObject } from '../kernel/json.ts';
import type { Json } from '../kernel/json.ts';

/** The run that a delivery tells of, if it is one of a run. */
function runIdIn(payload: string): string | null {
  const body = fromOwnJson<Json>(payload);
  const data = isJsonObject(body) ? body['data'] : undefined;
  if (!isJsonObject(data)) return null;
  const { interaction, run_id: own } = data;
  const id = own ?? (isJsonObject(interaction) ? interaction['run_id'] : undefined);
  return typeof id === 'string' && isUuid(id) ? id : null;
}

/** The W3C header that puts a delivery about a run into the run's trace; none for other deliveries. */
export async function traceHeader(home: Pick<Home, 'read'>, { org_id: orgId, payload }: ClaimedDelivery): Promise<Record<string, string>> {
  const id = runIdIn(payload);
  const traceparent = id === null ? null : await home.read((tx) => traceParentOfRun(tx, { id, orgId }));
  return traceparent === null ? {} : { traceparent };
}
