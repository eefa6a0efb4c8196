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

/** How a face words refusals; made once for each face. */
export interface ErrorForm {
  readonly mediaType: string;
  readonly schema: SchemaDoc;
  readonly answers: { readonly [S in keyof typeof commonRefusals]: SharedAnswer };
}

/** A face's form of refusals: its schema as a route describes it, or else as the face's own wording of one shows it. */
export function errorFormOf(face: Face): ErrorForm {
  const { contentType, body } = face.refuse(commonRefusals[400].refusal(), exampleRequestId);
  const described = face.routes
    .flatMap((route) => Object.entries(route.answers))
    .find(([status, doc]) => Number(status) >= 400 && doc.schema !== undefined);
  const known = described?.[1].schema;
  const form = { mediaType: mediaTypeOf(contentType), schema: known === undefined ? shapeOf(toJson(body)) : toSchemaDoc(known) };
  return {
    ...form,
    answers: { 400: sharedAnswer(face, 400, form), 401: sharedAnswer(face, 401, form), 403: sharedAnswer(face, 403, form) },
  };
}

function sharedAnswer(face: Face, status: keyof typeof commonRefusals, { mediaType, schema }: Omit<ErrorForm, 'answers'>): SharedAnswer {
  const { name, description, refusal } = commonRefusals[status];
  const example = toJson(face.refuse(refusal(), exampleRequestId).body);
  return { status, name: `${face.name} ${name}`, description, content: { [mediaType]: { schema, example } } };
}

/** The refusals that the listener can answer on a route and that the route itself does not describe. */
export function sharedAnswersOf(route: Route, { answers }: ErrorForm): readonly SharedAnswer[] {
  const isOpen = route.policy.by === 'anybody';
  const takesInput = route.params !== undefined || route.query !== undefined || route.body !== undefined;
  const possible = [...(takesInput || isOpen ? [answers[400]] : []), ...(isOpen ? [] : [answers[401], answers[403]])];
  return possible.filter(({ status }) => route.answers[status] === undefined);
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
