import type { JsonObject } from './json.ts';

export type LaunchTypeId = 'DEFAULT' | 'GITHUB' | 'N8N';

/** One thing that a launch type asks for. */
export interface LaunchField {
  readonly name: string;
  readonly label: string;
  readonly type: 'string' | 'text' | 'url' | 'secret' | 'boolean' | 'select';
  readonly required: boolean;
  /** Kept sealed and shown as `••••`, which sent back keeps it. */
  readonly secret: boolean;
  readonly default?: string | boolean | undefined;
  readonly options?: readonly string[] | undefined;
  readonly help: string;
}

/** A kind of webhook that begins an agent: build fields are set once, runtime fields with each launch. */
export interface LaunchType {
  readonly id: LaunchTypeId;
  readonly name: string;
  readonly description: string;
  readonly build_fields: readonly LaunchField[];
  readonly runtime_fields: readonly LaunchField[];
}

/** How an agent that runs elsewhere is begun. */
export interface LaunchConfig {
  readonly webhook_type: LaunchTypeId;
  readonly config: JsonObject;
  readonly is_active: boolean;
  readonly runtime_fields: readonly LaunchField[];
}

export interface LaunchPut {
  readonly webhook_type: LaunchTypeId;
  /** By the names of the build fields. */
  readonly config: JsonObject;
  /** Default true. */
  readonly is_active?: boolean | undefined;
}

/** What became of a launch by now. */
export interface Launch {
  readonly launch_id: string;
  readonly session_id: string;
  readonly state: 'pending' | 'sent' | 'failed';
  /** Why it failed, as a sentence. */
  readonly error: string | null;
}
