import type { Json } from '../../kernel/json.ts';

/** A JSON Schema 2020-12, as far as our routes use it. */
export interface SchemaDoc {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, SchemaDoc>>;
  readonly required?: readonly string[];
  readonly items?: SchemaDoc;
  readonly anyOf?: readonly SchemaDoc[];
  readonly allOf?: readonly SchemaDoc[];
  readonly additionalProperties?: boolean | SchemaDoc;
  readonly enum?: readonly Json[];
  readonly const?: Json;
  readonly default?: Json;
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minProperties?: number;
}

export interface MediaDoc {
  readonly schema: SchemaDoc;
  readonly example?: Json;
}

export interface ParameterDoc {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required: boolean;
  readonly description?: string;
  readonly schema: SchemaDoc;
}

/** An answer, or in an operation the reference to one that several operations share. */
export interface AnswerRef {
  readonly $ref: string;
}
export interface ResponseDoc {
  readonly description: string;
  readonly content?: Readonly<Record<string, MediaDoc>>;
}

/** Alternatives; each names the schemes that it needs together. Empty: anybody may call. */
export type SecurityDoc = readonly Readonly<Record<string, readonly string[]>>[];

export interface OperationDoc {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly security: SecurityDoc;
  readonly parameters?: readonly ParameterDoc[];
  readonly requestBody?: { readonly required: boolean; readonly content: Readonly<Record<string, MediaDoc>> };
  readonly responses: Readonly<Record<string, ResponseDoc | AnswerRef>>;
}

export interface TagDoc {
  readonly name: string;
  readonly description: string;
}

export interface SecuritySchemeDoc {
  readonly type: 'apiKey' | 'http';
  readonly in?: 'header' | 'cookie';
  readonly name?: string;
  readonly scheme?: string;
  readonly description: string;
}

/** An OpenAPI 3.1 document of plain JSON values. Source: OpenAPI Specification 3.1.1. */
export interface OpenApiDocument {
  readonly openapi: '3.1.1';
  readonly info: {
    readonly title: string;
    readonly version: string;
    readonly summary: string;
    readonly description: string;
    readonly license: { readonly name: string; readonly identifier: string };
  };
  readonly servers: readonly { readonly url: string; readonly description: string }[];
  readonly tags: readonly TagDoc[];
  /** Tags that belong to one face. Source: the `x-tagGroups` extension that OpenAPI viewers read. */
  readonly 'x-tagGroups': readonly { readonly name: string; readonly tags: readonly string[] }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationDoc>>>>;
  readonly components: {
    readonly securitySchemes: Readonly<Record<string, SecuritySchemeDoc>>;
    readonly responses: Readonly<Record<string, ResponseDoc>>;
    readonly schemas: Readonly<Record<string, SchemaDoc>>;
  };
}
