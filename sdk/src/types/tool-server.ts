import type { JsonObject, Timestamp } from './json.ts';

/** `changed`: the server describes the tool otherwise than somebody approved; `gone`: it does not list it any more. */
export type ServerToolState = 'approved' | 'new' | 'changed' | 'gone';

/** What a server says of a tool: text by somebody else. */
export interface ServerToolDefinition {
  readonly title: string | null;
  readonly description: string;
  /** JSON Schema of the input. */
  readonly input_schema: JsonObject;
  readonly annotations: JsonObject;
}

export interface ServerTool extends ServerToolDefinition {
  readonly name: string;
  /** Its name in tool policies, `mcp-<server>.<action>`. */
  readonly call_name: string;
  /** What an approval names, so that it holds for this definition and no other. */
  readonly hash: string;
  readonly state: ServerToolState;
  /** Whether an interrupted call may be made again: `pure`, `keyed` or `unsafe`. */
  readonly recovery: 'pure' | 'keyed' | 'unsafe';
  /** Whether its answers may hold words of outsiders, and whether its calls reach them; by `stated`, otherwise by its hints. */
  readonly reads_untrusted: boolean;
  readonly sends_outside: boolean;
  readonly stated: { readonly reads_untrusted: boolean | null; readonly sends_outside: boolean | null };
  /** It may be used without asking where the policy is to ask, until it is described otherwise. */
  readonly always_allow: boolean;
  readonly approved_at: Timestamp | null;
  /** What was approved, where the server says something else now. */
  readonly approved: ServerToolDefinition | null;
}

/** A server of somebody else whose tools an agent may use. */
export interface ToolServer {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  /** Their values are never shown. */
  readonly header_names: readonly string[];
  /** Names of the tools that may be used; null for all that are approved. */
  readonly allowed: readonly string[] | null;
  readonly timeout_ms: number;
  readonly status: 'active' | 'disabled';
  readonly server: { readonly name: string; readonly version: string; readonly protocol: string } | null;
  readonly checked_at: Timestamp | null;
  readonly last_error: string | null;
  readonly tools: readonly ServerTool[];
}

export interface ToolServerCreate {
  /** Lower-case letters, digits and hyphens, at most 30. */
  readonly name: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly allowed?: readonly string[] | null | undefined;
  /** 1000..120000; default 30000. */
  readonly timeout_ms?: number | undefined;
  /** Approves every tool that the server lists in the answer. */
  readonly approve?: 'all' | undefined;
}

/** How a tool is to be treated; null leaves it to the tool's own hints. */
export interface ServerToolUpdate {
  readonly reads_untrusted?: boolean | null | undefined;
  readonly sends_outside?: boolean | null | undefined;
  readonly always_allow?: boolean | undefined;
}

export interface ToolServerUpdate {
  /** Another origin takes stored headers and approvals away. */
  readonly url?: string | undefined;
  /** Sets these headers; null takes one away. */
  readonly headers?: Readonly<Record<string, string | null>> | undefined;
  readonly allowed?: readonly string[] | null | undefined;
  readonly timeout_ms?: number | undefined;
  readonly status?: 'active' | 'disabled' | undefined;
}
