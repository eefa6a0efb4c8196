import { hash } from 'node:crypto';
import type { Json, JsonObject } from './json.ts';
import { isJsonObject } from './json.ts';
import type { Secret } from './secret.ts';
import { ToolFailure } from './tool.ts';
import type { Exposure, RecoveryClass } from './tool.ts';

/**
 * The port to servers that offer tools over the Model Context Protocol.
 *
 * A *definition* is what such a server says of one tool. It is text by somebody else: it is shown and offered only as a person agreed to it,
 * and its hash tells whether it is still the same.
 */
export interface ToolDescription {
  readonly title: string | null;
  readonly description: string;
  /** JSON Schema of the arguments; whatever the server said, at most 64 KiB and not nested past 64. */
  readonly inputSchema: JsonObject;
  /** Hints about the tool's behaviour. Source: Model Context Protocol, `ToolAnnotations`. */
  readonly annotations: JsonObject;
}

export interface SeenTool extends ToolDescription {
  readonly name: string;
}

/** What a server said when it was asked for its tools. */
export interface SeenServer {
  readonly server: { readonly name: string; readonly version: string; readonly protocol: string };
  /** At most 200, by name, each name once. */
  readonly tools: readonly SeenTool[];
  /** Tools that were left out because they are too large, too many, or have no usable name. */
  readonly leftOut: number;
}

/** Where a server is, and with what it is asked. */
export interface ToolServerAddress {
  readonly id: string;
  readonly orgId: string;
  /** Changes whenever address or headers change, so that no connection outlives them. */
  readonly revision: number;
  readonly url: string;
  readonly headers: Readonly<Record<string, Secret>>;
  /** 1,000-120,000; for connecting and for each call. */
  readonly timeoutMs: number;
}

export interface ServerToolCall {
  /** Calls of one scope share a connection; those of different scopes never do. */
  readonly scope: string;
  readonly tool: string;
  readonly input: JsonObject;
  /** The hash of the definition that a person agreed to; with another one the tool is not called. */
  readonly hash: string;
  /** `run:step#n`, equal for every repetition of the same call. */
  readonly idempotencyKey: string;
  /** W3C traceparent of the run, when it has one. */
  readonly traceParent: string | null;
  /** Milliseconds for this call; the smaller of this and the server's own counts. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export interface ToolServers {
  /**
   * Asks a server for its tools.
   * @throws ToolServerFault · Refusal `limited` request.too_many
   */
  list(address: ToolServerAddress, signal?: AbortSignal): Promise<SeenServer>;
  /**
   * Calls a tool whose definition the server still gives as it was agreed to.
   * @throws ToolFailure, as `DefinitionChanged` when it is another one now
   */
  call(address: ToolServerAddress, call: ServerToolCall): Promise<Json>;
  close(): Promise<void>;
}

/** A server that could not be asked. `message` is safe to show: it holds no header and no address. */
export class ToolServerFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ToolServerFault';
  }
}

/** The server describes the tool in other words than those that a person agreed to. */
export class DefinitionChanged extends ToolFailure {
  readonly seen: SeenServer;

  constructor(seen: SeenServer) {
    super('DEFINITION_CHANGED', 'The server has changed what it says of this tool; a person has to approve it again.');
    this.seen = seen;
  }
}

/** SHA-256 in hex over everything that a definition says; the order of members does not matter. */
export function hashOfTool({ name, title, description, inputSchema, annotations }: SeenTool): string {
  return hash('sha256', orderedText({ name, title, description, inputSchema, annotations }), 'hex');
}

function orderedText(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(orderedText).join()}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const members = Object.keys(value).sort();
  return `{${members.map((member) => `${JSON.stringify(member)}:${orderedText(value[member] ?? null)}`).join()}}`;
}

/**
 * What happens to a call in flight when its process dies, by what the tool says of itself: one that only reads is repeated, one that takes a
 * repetition as such is repeated with its key, any other only when a person agrees.
 */
export function recoveryOfAnnotations(annotations: JsonObject): RecoveryClass {
  if (annotations['readOnlyHint'] === true) return 'pure';
  return annotations['idempotentHint'] === true ? 'keyed' : 'unsafe';
}

/**
 * What a tool of somebody else has to do with the world outside, by what it says of itself: its answers are somebody else's words and its calls
 * send something out, unless it says that its world is closed or, for the latter, that it only reads.
 * Source: Model Context Protocol, `ToolAnnotations` (openWorldHint is true, readOnlyHint false where they are missing).
 */
export function exposureOfAnnotations(annotations: JsonObject): Exposure {
  const isOpen = annotations['openWorldHint'] !== false;
  return { readsUntrusted: isOpen, sendsOutside: isOpen && annotations['readOnlyHint'] !== true };
}

/** A server's text as it may be kept: every given secret is replaced, and control characters that no store or log should hold are left out. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  const plain = text.replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '');
  return secrets.reduce((rest, secret) => rest.replaceAll(secret, '[secret]'), plain);
}
