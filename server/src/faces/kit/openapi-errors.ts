import { Refusal } from '../../kernel/refusal.ts';
import { isJsonObject } from '../../kernel/json.ts';
import type { Json } from '../../kernel/json.ts';
import type { Face } from './face.ts';
import type { MediaDoc, SchemaDoc } from './openapi-document.ts';
import { toJson, toSchemaDoc } from './openapi-schema.ts';
import type { Route } from './route.ts';

const exampleRequestId = 'req_01912d68783e7a4fbb5f6d6e8a3c1f20';

/** Refusals that any route of a face can answer with, because the listener makes them. */
const commonRefusals = {
  400: {
    name: 'BadRequest',
    description: 'The request is not valid',
    refusal: () => new Refusal('invalid', 'query.invalid', 'The query is not valid.'),
  },
  401: {
    name: 'Unauthenticated',
    description: 'No credential, or one that is unknown, expired or revoked',
    refusal: () => new Refusal('unauthenticated', 'credential.missing', 'A credential is required.'),
  },
  403: {
    name: 'Forbidden',
    description: 'The credential may not do this',
    refusal: () => new Refusal('forbidden', 'credential.scope', 'The credential may not do this.'),
  },
} as const;

export interface SharedAnswer {
  readonly status: number;
  readonly name: string;
  readonly description: string;
  readonly content: Readonly<Record<string, MediaDoc>>;
}

/** The refusals that the listener can answer on a route and that the route itself does not describe. */
export function sharedAnswers(face: Face, route: Route): readonly SharedAnswer[] {
  const isOpen = route.policy === 'public';
  const takesInput = route.params !== undefined || route.query !== undefined || route.body !== undefined;
  const statuses = [...(takesInput || isOpen ? [400 as const] : []), ...(isOpen ? [] : [401 as const, 403 as const])];
  return statuses.filter((status) => route.answers[status] === undefined).map((status) => sharedAnswer(face, status));
}

function sharedAnswer(face: Face, status: keyof typeof commonRefusals): SharedAnswer {
  const { name, description, refusal } = commonRefusals[status];
  const answer = face.refuse(refusal(), exampleRequestId);
  const media = { schema: errorSchema(face), example: toJson(answer.body) };
  return { status, name: `${face.name} ${name}`, description, content: { [mediaTypeOf(answer.contentType)]: media } };
}

/** The media type of a face's refusals, as its own wording of one says. */
export function errorMediaType(face: Face): string {
  return mediaTypeOf(face.refuse(commonRefusals[400].refusal(), exampleRequestId).contentType);
}

/** The shape of a face's refusals: as its routes describe it, or else as its own wording of one shows it. */
export function errorSchema(face: Face): SchemaDoc {
  const described = face.routes
    .flatMap((route) => Object.entries(route.answers))
    .find(([status, doc]) => Number(status) >= 400 && doc.schema !== undefined);
  const schema = described?.[1].schema;
  if (schema !== undefined) return toSchemaDoc(schema);
  return shapeOf(toJson(face.refuse(commonRefusals[400].refusal(), exampleRequestId).body));
}

function shapeOf(value: Json): SchemaDoc {
  if (Array.isArray(value)) return { type: 'array' };
  if (isJsonObject(value)) {
    const members = Object.entries(value).map(([name, member]): [string, SchemaDoc] => [name, shapeOf(member)]);
    return { type: 'object', required: Object.keys(value), properties: Object.fromEntries(members) };
  }
  return value === null ? { type: 'null' } : { type: typeof value };
}

function mediaTypeOf(contentType: string): string {
  return contentType.split(';', 1)[0] ?? contentType;
}
