import type { AnswerRef, OpenApiDocument, ResponseDoc, SchemaDoc } from '../../faces/kit/openapi-document.ts';

/** Follows the document's own references. What is not found is shown as if anything were allowed there. */
export interface Lookup {
  schema(schema: SchemaDoc): SchemaDoc;
  answer(answer: ResponseDoc | AnswerRef): ResponseDoc;
}

export function lookupIn({ components }: OpenApiDocument): Lookup {
  return {
    schema: (schema) => (schema.$ref === undefined ? schema : (components.schemas[nameOf(schema.$ref)] ?? {})),
    answer: (answer) => ('$ref' in answer ? (components.responses[nameOf(answer.$ref)] ?? { description: '' }) : answer),
  };
}

function nameOf(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1);
}

/** The object that a schema is, holds in a list or a map, or allows among others; undefined when there is none. */
export function objectIn(schema: SchemaDoc, lookup: Lookup): SchemaDoc | undefined {
  const whole = lookup.schema(schema);
  if (whole.properties !== undefined) return whole;
  if (whole.allOf !== undefined) return merged(whole.allOf.map((part) => lookup.schema(part)));
  const inner = whole.items ?? (typeof whole.additionalProperties === 'object' ? whole.additionalProperties : undefined);
  if (inner !== undefined) return objectIn(inner, lookup);
  return whole.anyOf?.map((part) => objectIn(part, lookup)).find((part) => part !== undefined);
}

function merged(parts: readonly SchemaDoc[]): SchemaDoc {
  return {
    type: 'object',
    properties: Object.fromEntries(parts.flatMap(({ properties }) => Object.entries(properties ?? {}))),
    required: parts.flatMap(({ required }) => required ?? []),
  };
}
