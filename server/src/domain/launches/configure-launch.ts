import type { Caller } from '../../kernel/caller.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { FieldProblem } from '../../kernel/refusal.ts';
import type { LaunchConfigRow, ReadTx, Tx } from '../../store/index.ts';
import { lockedAgent, visibleAgent } from '../agents/index.ts';
import type { Agent } from '../agents/index.ts';
import type { At, Home } from '../home.ts';
import { mutation, query } from '../operation.ts';
import type { AgentEnding } from '../ports.ts';
import { configInsertion, configOf, openValues, removeConfig, sealValues, toLaunchConfig, updateConfig } from './launch-config.ts';
import type { LaunchConfig } from './launch-config.ts';
import { isSecretField, textOf } from './launch-type.ts';
import type { FieldValues, LaunchType } from './launch-type.ts';
import { launchTypeOf } from './launch-types.ts';
import { badFields, mask, maskedValues, readValues } from './read-values.ts';

export interface LaunchInput {
  readonly webhookType: string;
  /** Build fields; a secret that is given as `••••` stays as it is. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly isActive?: boolean | undefined;
}

export interface PutLaunch extends LaunchInput {
  /** Any address of the agent. */
  readonly agent: string;
  /** Where the fields stand in the request, for problems; `/config` when left out. */
  readonly prefix?: string | undefined;
}

export const noLaunch = (): Refusal => new Refusal('not_found', 'launch.not_configured', 'This agent has no launch configuration.');

/** @throws Refusal `not_found` launch.not_configured */
export async function configRowOf(tx: ReadTx, caller: Caller, agent: Pick<Agent, 'id'>): Promise<LaunchConfigRow> {
  const row = await tx.first(configOf, { org: caller.orgId, agent: agent.id });
  if (row === undefined) throw noLaunch();
  return row;
}

/** How an agent is launched; secrets masked. @throws Refusal `not_found` agent.unknown, launch.not_configured */
export const getLaunch = query<string, LaunchConfig>({
  grant: 'agents:read',
  work: async (tx, { caller }, address) => toLaunchConfig(await configRowOf(tx, caller, await visibleAgent(tx, caller, address))),
});

/**
 * Sets how a foreign agent is launched.
 * @throws Refusal `not_found` agent.unknown · `conflict` agent.not_external · `unprocessable` launch.type_unknown, launch.field_invalid,
 * launch.address_forbidden
 */
export const putLaunch = mutation<PutLaunch, LaunchConfig>({
  grant: 'agents:write',
  work: async (tx, at, { agent: address, prefix = '/config', ...input }) =>
    setLaunch(tx, at, await lockedAgent(tx, at.caller, address), input, prefix),
  record: (config) => launchChanged(config),
});

/** What the audit trail says: never an address, whose path may hold a secret. */
export function launchChanged(config: LaunchConfig) {
  return {
    event: 'launch.configured',
    target: config.agentId,
    agentId: config.agentId,
    details: { webhook_type: config.webhookType, is_active: config.isActive },
  };
}

/** Stores the configuration inside a running transaction; the agent is locked or new. @throws Refusal as `putLaunch` */
export async function setLaunch(tx: Tx, at: At, agent: Agent, input: LaunchInput, prefix: string): Promise<LaunchConfig> {
  refuseOwn(agent);
  const { home, caller } = at;
  const before = await tx.first(configOf, { org: caller.orgId, agent: agent.id });
  const type = launchTypeOf(input.webhookType);
  const values = valuesOf(home, type, { input, before, prefix });
  const now = home.clock.now();
  const owner = { agent_id: agent.id, org_id: caller.orgId };
  const row: LaunchConfigRow = {
    ...owner,
    webhook_type: type.id,
    config_sealed: sealValues(home.sealer, owner, values),
    shown_json: JSON.stringify(maskedValues(type.buildFields, values)),
    is_active: (input.isActive ?? before?.is_active !== 0) ? 1 : 0,
    created_at: before?.created_at ?? now,
    updated_at: now,
  };
  if (before === undefined) await tx.insert(configInsertion, [row]);
  else await tx.run(updateConfig, row);
  return toLaunchConfig(row);
}

/** @throws Refusal `conflict` agent.not_external */
export function refuseOwn(agent: Agent): void {
  if (agent.kind === 'external') return;
  throw new Refusal('conflict', 'agent.not_external', `'${agent.displayName}' does not run elsewhere, so it is not launched by a webhook.`);
}

interface Given {
  readonly input: LaunchInput;
  readonly before: LaunchConfigRow | undefined;
  readonly prefix: string;
}

function valuesOf(home: Home, type: LaunchType, { input, before, prefix }: Given): FieldValues {
  const kept = before?.webhook_type === type.id ? openValues(home.sealer, before) : {};
  const secrets = type.buildFields.filter(isSecretField).map((field) => field.name);
  const masked = secrets.filter((name) => input.config[name] === mask);
  const given = { ...input.config, ...Object.fromEntries(masked.map((name) => [name, kept[name]])) };
  const values = readValues(type.buildFields, given, prefix);
  refuseForbidden(home, type, values, prefix);
  if (masked.length > 0 && originOf(type.urlOf(values)) !== originOf(type.urlOf(kept))) throw secretsNeeded(masked, prefix);
  return values;
}

/** A secret never goes to another host than the one that it was given for. */
function secretsNeeded(names: readonly string[], prefix: string): Refusal {
  const detail = 'Give it again: the request goes to another address now.';
  return badFields(names.map((name): FieldProblem => ({ pointer: `${prefix}/${name}`, detail })));
}

function originOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).origin : null;
}

function refuseForbidden(home: Home, type: LaunchType, values: FieldValues, prefix: string): void {
  if (home.checkFetchUrl(type.urlOf(values)) === null) return;
  const name = type.buildFields.find((field) => field.type === 'url' && textOf(values, field.name) !== '')?.name ?? '';
  const detail = 'Only public addresses on the ports 80, 443, 8080 and 8443 are allowed, unless the operator named the host.';
  throw new Refusal('unprocessable', 'launch.address_forbidden', detail, { fields: [{ pointer: `${prefix}/${name}`, detail }] });
}

/** Forgets how an agent is launched. @throws Refusal `not_found` agent.unknown, launch.not_configured */
export const removeLaunch = mutation<string, LaunchConfig>({
  grant: 'agents:write',
  work: async (tx, { caller }, address) => {
    const agent = await lockedAgent(tx, caller, address);
    const config = toLaunchConfig(await configRowOf(tx, caller, agent));
    await tx.run(removeConfig, { agent: agent.id });
    return config;
  },
  record: ({ agentId }) => ({ event: 'launch.removed', target: agentId, agentId, details: {} }),
});

/** Part of an agent's end: nobody launches it any more. */
export const dropLaunch: AgentEnding = async (tx, { agentId }) => {
  await tx.run(removeConfig, { agent: agentId });
};
