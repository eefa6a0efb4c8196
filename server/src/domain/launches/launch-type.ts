import type { Secret } from '../../kernel/secret.ts';

/**
 * Terminology.
 * Launch: one request to whoever hosts a foreign agent that it begin a session; the webhook type says what the request looks like.
 * Build field: set once for an agent. Runtime field: asked for at each launch.
 * User agent: an agent of kind `external` that has a launch configuration.
 */
export const launchTypeIds = ['DEFAULT', 'GITHUB', 'N8N'] as const;
export type LaunchTypeId = (typeof launchTypeIds)[number];

export const fieldTypes = ['string', 'text', 'url', 'secret', 'boolean', 'select'] as const;
export type FieldType = (typeof fieldTypes)[number];

export interface LaunchField {
  readonly name: string;
  readonly label: string;
  readonly type: FieldType;
  readonly required: boolean;
  readonly help: string;
  readonly default?: string | boolean;
  /** Of a `select`. */
  readonly options?: readonly string[];
  /** Kept sealed and shown masked, besides those of type `secret`. */
  readonly isSecret?: boolean;
  /** Characters; by type when left out. */
  readonly maxLength?: number;
  /** Says what is wrong with a text; null when nothing is. */
  readonly problemOf?: (text: string) => string | null;
}

export type FieldValues = Readonly<Record<string, string | boolean>>;

/** What an attempt hands over. */
export interface LaunchFacts {
  readonly instanceId: string;
  readonly agentType: string;
  readonly fields: FieldValues;
  readonly apiKey: Secret;
  readonly baseUrl: string;
}

/** A request whose headers and body hold secrets: never stored, never logged. */
export interface LaunchRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface LaunchType {
  readonly id: LaunchTypeId;
  readonly name: string;
  readonly description: string;
  readonly buildFields: readonly LaunchField[];
  readonly runtimeFields: readonly LaunchField[];
  /** The address that the request goes to. */
  readonly urlOf: (config: FieldValues) => string;
  /** A pure function of what is configured and what is asked for. */
  readonly requestOf: (config: FieldValues, facts: LaunchFacts) => LaunchRequest;
}

export function isSecretField(field: LaunchField): boolean {
  return field.type === 'secret' || field.isSecret === true;
}

/** The text of a field; empty when it was left out. */
export function textOf(values: FieldValues, name: string): string {
  const value = values[name];
  return typeof value === 'string' ? value : '';
}
