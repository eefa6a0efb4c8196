import { Secret } from '../../kernel/secret.ts';
import type { Sealer } from '../../kernel/secret.ts';
import { fromOwnJson } from '../../kernel/json.ts';
import { insertion, statement } from '../../store/index.ts';
import type { LaunchConfigRow } from '../../store/index.ts';
import type { SealedColumn } from '../sealed-column.ts';
import type { FieldValues, LaunchField } from './launch-type.ts';
import { launchTypeOf } from './launch-types.ts';

/** How an agent is launched, without its secrets. */
export interface LaunchConfig {
  readonly agentId: string;
  readonly webhookType: string;
  /** Secrets masked. */
  readonly shown: FieldValues;
  readonly isActive: boolean;
  readonly runtimeFields: readonly LaunchField[];
  readonly createdAt: number;
  readonly updatedAt: number;
}

export const configInsertion = insertion('launch_configs', [
  'agent_id',
  'org_id',
  'webhook_type',
  'config_sealed',
  'shown_json',
  'is_active',
  'created_at',
  'updated_at',
]);

export const configOf = statement<{ org: string; agent: string }, LaunchConfigRow>((db, arg) =>
  db.selectFrom('launch_configs').selectAll().where('org_id', '=', arg.org).where('agent_id', '=', arg.agent),
);
export const updateConfig = statement<
  Pick<LaunchConfigRow, 'agent_id' | 'webhook_type' | 'config_sealed' | 'shown_json' | 'is_active' | 'updated_at'>
>((db, arg) =>
  db
    .updateTable('launch_configs')
    .set({
      webhook_type: arg.webhook_type,
      config_sealed: arg.config_sealed,
      shown_json: arg.shown_json,
      is_active: arg.is_active,
      updated_at: arg.updated_at,
    })
    .where('agent_id', '=', arg.agent_id),
);
export const removeConfig = statement<{ agent: string }>((db, arg) => db.deleteFrom('launch_configs').where('agent_id', '=', arg.agent));

export function toLaunchConfig(row: LaunchConfigRow): LaunchConfig {
  return {
    agentId: row.agent_id,
    webhookType: row.webhook_type,
    shown: fromOwnJson<FieldValues>(row.shown_json),
    isActive: row.is_active === 1,
    runtimeFields: launchTypeOf(row.webhook_type).runtimeFields,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

type Owner = Pick<LaunchConfigRow, 'agent_id' | 'org_id'>;

const contextOf = (row: Owner): string => `launch_configs/config/${row.org_id}/${row.agent_id}`;

export function sealValues(sealer: Sealer, row: Owner, values: FieldValues): string {
  return sealer.seal(new Secret(JSON.stringify(values)), contextOf(row));
}

/** What was configured, secrets included: for an attempt, and for keeping them over a change. */
export function openValues(sealer: Sealer, row: Owner & Pick<LaunchConfigRow, 'config_sealed'>): FieldValues {
  return fromOwnJson<FieldValues>(sealer.open(row.config_sealed, contextOf(row)).reveal());
}

/** Smaller than every id. */
const beforeAll = '00000000-0000-0000-0000-000000000000';

const configsAfter = statement<{ after: string; limit: number }, Owner & Pick<LaunchConfigRow, 'config_sealed'>>((db, arg) =>
  db
    .selectFrom('launch_configs')
    .select(['agent_id', 'org_id', 'config_sealed'])
    .where('agent_id', '>', arg.after)
    .orderBy('agent_id')
    .limit(arg.limit),
);
const replaceSealed = statement<{ id: string; from: string; to: string }>((db, arg) =>
  db.updateTable('launch_configs').set({ config_sealed: arg.to }).where('agent_id', '=', arg.id).where('config_sealed', '=', arg.from),
);

/** For the rotation of the master key. */
export const sealedLaunchConfigs: SealedColumn = {
  name: 'launch_configs.config_sealed',
  page: async (tx, after, limit) =>
    (await tx.all(configsAfter, { after: after ?? beforeAll, limit })).map((row) => ({
      id: row.agent_id,
      sealed: row.config_sealed,
      context: contextOf(row),
    })),
  replace: (tx, change) => tx.run(replaceSealed, change),
};
