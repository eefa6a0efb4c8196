import { hash } from 'node:crypto';
import { fromOwnJson } from '../../kernel/json.ts';
import type { JsonObject } from '../../kernel/json.ts';
import { exposureOfAnnotations, recoveryOfAnnotations } from '../../kernel/tool-server.ts';
import type { SeenServer, ToolDescription } from '../../kernel/tool-server.ts';
import type { Exposure, RecoveryClass } from '../../kernel/tool.ts';
import type { ToolServerRow, ToolServerToolRow } from '../../store/index.ts';

/**
 * Terminology.
 * Tool server: a server of somebody else that offers tools over the Model Context Protocol; each belongs to one agent.
 * Definition: what it says of one tool. Approved: a person agreed to exactly this definition, by its hash.
 * New: nobody agreed yet. Changed: the server says something else now than what was agreed to. Gone: it does not list the tool any more.
 * A tool is offered and called only while it is approved and on the server's list of allowed tools, if there is one.
 */
export type ServerToolState = 'approved' | 'new' | 'changed' | 'gone';
export type ToolServerStatus = 'active' | 'disabled';

export const serversMax = 10;
export const timeoutMsDefault = 30_000;
export const timeoutMsRange = [1_000, 120_000] as const;
export const serverToolStates = ['approved', 'new', 'changed', 'gone'] as const;

/** Stands for the definition of a tool that the server does not list any more; no hash is like it. */
export const goneHash = '';

export interface ServerTool extends ToolDescription {
  readonly name: string;
  /** `mcp-<server>.<action>`: its name in tool policies. */
  readonly callName: string;
  readonly hash: string;
  readonly state: ServerToolState;
  readonly recovery: RecoveryClass;
  /** By its hints, unless people say otherwise. */
  readonly exposure: Exposure;
  /** What people say in place of its hints; null where they say nothing. */
  readonly statedExposure: StatedExposure;
  /** It may be used without asking where the policy is to ask, as long as it is described as it is now. */
  readonly isAlwaysAllowed: boolean;
  readonly approvedAt: number | null;
  /** What was agreed to, where that is not what the server says now. */
  readonly approved: ToolDescription | null;
}

export interface StatedExposure {
  readonly readsUntrusted: boolean | null;
  readonly sendsOutside: boolean | null;
}

export interface ToolServer {
  readonly id: string;
  readonly orgId: string;
  readonly agentId: string;
  /** Lower-case letters, digits and hyphens; unique per agent. */
  readonly name: string;
  readonly url: string;
  readonly headerNames: readonly string[];
  readonly allowed: readonly string[] | null;
  readonly timeoutMs: number;
  readonly status: ToolServerStatus;
  readonly server: SeenServer['server'] | null;
  readonly checkedAt: number | null;
  /** Why the last listing failed, or what it left out. */
  readonly lastError: string | null;
}

export interface ToolServerWithTools extends ToolServer {
  readonly tools: readonly ServerTool[];
}

export function toToolServer(row: ToolServerRow): ToolServer {
  return {
    id: row.id,
    orgId: row.org_id,
    agentId: row.agent_id,
    name: row.name,
    url: row.url,
    headerNames: fromOwnJson<string[]>(row.header_names_json),
    allowed: row.allowed_json === null ? null : fromOwnJson<string[]>(row.allowed_json),
    timeoutMs: row.timeout_ms,
    status: row.status === 'active' ? 'active' : 'disabled',
    server: row.server_info_json === null ? null : fromOwnJson<SeenServer['server']>(row.server_info_json),
    checkedAt: row.checked_at,
    lastError: row.last_error,
  };
}

export function toServerTool(server: Pick<ToolServer, 'name'>, row: ToolServerToolRow): ServerTool {
  const description = descriptionOf(row);
  const state = stateOf(row);
  return {
    name: row.name,
    callName: `${toolIdOf(server.name)}.${actionNameOf(server.name, row.name)}`,
    ...description,
    hash: row.hash,
    state,
    ...natureOf(row),
    statedExposure: statedExposureOf(row),
    isAlwaysAllowed: row.always_hash === row.hash && state === 'approved',
    approvedAt: row.approved_at,
    approved: state === 'approved' || row.approved_json === null ? null : fromOwnJson<ToolDescription>(row.approved_json),
  };
}

type Judged = Pick<ToolServerToolRow, 'annotations_json' | 'reads_untrusted' | 'sends_outside'>;

function statedExposureOf({ reads_untrusted: reads, sends_outside: sends }: Judged): StatedExposure {
  return { readsUntrusted: reads === null ? null : reads === 1, sendsOutside: sends === null ? null : sends === 1 };
}

/** How a tool is treated, by its hints and by what people say of it. */
export function natureOf(row: Judged): { readonly recovery: RecoveryClass; readonly exposure: Exposure } {
  const annotations = fromOwnJson<JsonObject>(row.annotations_json);
  const hinted = exposureOfAnnotations(annotations);
  const stated = statedExposureOf(row);
  const exposure = {
    readsUntrusted: stated.readsUntrusted ?? hinted.readsUntrusted,
    sendsOutside: stated.sendsOutside ?? hinted.sendsOutside,
  };
  return { recovery: recoveryOfAnnotations(annotations), exposure };
}

export function descriptionOf(row: ToolServerToolRow): ToolDescription {
  return {
    title: row.title,
    description: row.description,
    inputSchema: fromOwnJson<JsonObject>(row.schema_json),
    annotations: fromOwnJson<JsonObject>(row.annotations_json),
  };
}

function stateOf({ hash: now, approved_hash }: ToolServerToolRow): ServerToolState {
  if (now === goneHash) return 'gone';
  if (approved_hash === null) return 'new';
  return approved_hash === now ? 'approved' : 'changed';
}

/** How an agent's tools of a server are called. */
export function toolIdOf(server: string): string {
  return `mcp-${server}`;
}

const functionNameMax = 64;
const separatorLength = 2;
const markDigits = 8;
const marked = new RegExp(`_[0-9a-f]{${markDigits}}$`);

/**
 * The action that stands for a tool: its own name where model providers take it, otherwise what they take of it and eight digits of its hash.
 * Names that look as if they had such digits get some as well, so that no two tools of a server share an action.
 */
export function actionNameOf(server: string, tool: string): string {
  const lengthMax = functionNameMax - toolIdOf(server).length - separatorLength;
  const isUsable = /^[A-Za-z0-9_-]+$/.test(tool) && tool.length <= lengthMax && !marked.test(tool) && !tool.startsWith('_');
  if (isUsable) return tool;
  const digits = hash('sha256', tool, 'hex').slice(0, markDigits);
  return `${tool.replaceAll(/[^A-Za-z0-9-]/g, '_').slice(0, lengthMax - markDigits - 1)}_${digits}`;
}
