import type { Face } from './face.ts';
import type { AnswerRef, MediaDoc, OperationDoc, ResponseDoc } from './openapi-document.ts';
import { sharedAnswersOf } from './openapi-errors.ts';
import type { ErrorForm, SharedAnswer } from './openapi-errors.ts';
import { parametersOf } from './openapi-parameters.ts';
import { toJson, toSchemaDoc } from './openapi-schema.ts';
import { securityOf } from './openapi-security.ts';
import { pascal, singular } from './openapi-shelf.ts';
import type { SchemaPlace, SchemaShelf } from './openapi-shelf.ts';
import type { AnswerDoc, Route } from './route.ts';

/** A route together with what the document needs to know about its surroundings. */
export interface PlacedRoute {
  readonly face: Face;
  readonly errors: ErrorForm;
  readonly route: Route;
  /** In OpenAPI's spelling. */
  readonly path: string;
  /** Routes of other faces at the same path and method, for other shapes of the address. */
  readonly twins: readonly Route[];
}

const eventStream = 'text/event-stream';
const streamSchema = {
  type: 'string',
  description:
    'Frames of `id`, `event` and `data` (JSON), each ended by a blank line. `id` is an opaque cursor for resuming; lines that begin with `:` keep the connection alive.',
};

/** Tells the shelf every schema of a route, so that it learns which ones repeat. */
export function noteSchemas({ face, errors, route }: PlacedRoute, shelf: SchemaShelf): void {
  const { body } = route;
  if (body !== undefined) shelf.note(toSchemaDoc(body), { face: face.name, name: `${route.operationId} body` });
  for (const [status, answer] of Object.entries(route.answers)) {
    if (answer.schema !== undefined) shelf.note(toSchemaDoc(answer.schema), placeOfAnswer(face, route, Number(status)));
    else if (Number(status) >= 400) shelf.note(errors.schema, errorPlace(face));
  }
  for (const _ of sharedAnswersOf(route, errors)) shelf.note(errors.schema, errorPlace(face));
}

/** What a GET answers is called after the last fixed part of its path: `/v1/agents/{id}` answers an Agent, `/v1/agents` an AgentList of them. */
function placeOfAnswer(face: Face, route: Route, status: number): SchemaPlace {
  if (status >= 400) return errorPlace(face);
  if (route.method !== 'GET') return { face: face.name, name: `${route.operationId} answer`, isWeak: true };
  const segments = route.path.split('/').filter((segment) => segment !== '');
  const noun = singular(segments.findLast((segment) => !segment.startsWith(':')) ?? route.tag);
  return { face: face.name, name: segments.at(-1)?.startsWith(':') === true ? noun : `${noun} list` };
}

function errorPlace(face: Face): SchemaPlace {
  return { face: face.name, name: `${face.name} error` };
}

/** Describes a route. Answers that routes share are put in `shared` and referred to. */
export function operationOf(placed: PlacedRoute, shelf: SchemaShelf, shared: Map<string, ResponseDoc>): OperationDoc {
  const { route, path, twins } = placed;
  const parameters = parametersOf(route, path);
  const description = twins.map(
    (twin) => `With ${nameOfShape(twin)} in the path, another operation answers: ${twin.summary} (\`${twin.operationId}\`).`,
  );
  return {
    operationId: route.operationId,
    summary: route.summary,
    ...(description.length === 0 ? {} : { description: description.join(' ') }),
    tags: [route.tag],
    security: securityOf(route),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...requestBodyOf(route, shelf),
    responses: responsesOf(placed, shelf, shared),
  };
}

function nameOfShape({ idShape }: Route): string {
  if (idShape === undefined) return 'another address';
  const names = { uuid: 'a UUID', agt: 'an `agt_…` id', digits: 'a number', name: 'a name' } as const;
  return names[idShape];
}

function requestBodyOf(route: Route, shelf: SchemaShelf): Pick<OperationDoc, 'requestBody'> {
  if (route.takesBytes !== undefined) {
    const content = Object.fromEntries(route.takesBytes.map((type) => [type, { schema: type.includes('json') ? { type: 'object' } : {} }]));
    return { requestBody: { required: true, content } };
  }
  if (route.body === undefined) return {};
  const media = withExample({ schema: shelf.place(toSchemaDoc(route.body)) }, route.bodyExample);
  return { requestBody: { required: route.isBodyOptional !== true, content: { 'application/json': media } } };
}

function responsesOf({ errors, route }: PlacedRoute, shelf: SchemaShelf, shared: Map<string, ResponseDoc>): OperationDoc['responses'] {
  const own = Object.entries(route.answers).map(([status, doc]): [string, ResponseDoc] => [
    status,
    responseOf(errors, Number(status), doc, shelf),
  ]);
  const common = sharedAnswersOf(route, errors).map((answer): [string, AnswerRef] => [
    String(answer.status),
    shareAnswer(answer, shelf, shared),
  ]);
  return Object.fromEntries([...own, ...common].sort(([left], [right]) => Number(left) - Number(right)));
}

function shareAnswer(answer: SharedAnswer, shelf: SchemaShelf, shared: Map<string, ResponseDoc>): AnswerRef {
  const name = pascal(answer.name);
  const content = Object.fromEntries(
    Object.entries(answer.content).map(([type, media]) => [type, { ...media, schema: shelf.place(media.schema) }]),
  );
  if (!shared.has(name)) shared.set(name, { description: answer.description, content });
  return { $ref: `#/components/responses/${name}` };
}

function responseOf(errors: ErrorForm, status: number, doc: AnswerDoc, shelf: SchemaShelf): ResponseDoc {
  const content = contentOf(errors, status, doc, shelf);
  return { description: doc.description, ...(Object.keys(content).length === 0 ? {} : { content }) };
}

function contentOf(errors: ErrorForm, status: number, doc: AnswerDoc, shelf: SchemaShelf): Readonly<Record<string, MediaDoc>> {
  const isRefusal = status >= 400;
  const schema = doc.schema === undefined ? (isRefusal ? errors.schema : undefined) : toSchemaDoc(doc.schema);
  const mediaType = doc.mediaType ?? (isRefusal ? errors.mediaType : 'application/json');
  const isStream = mediaType === eventStream || (!isRefusal && /server-sent events|event stream|\bSSE\b/i.test(doc.description));
  const whole = isStream && mediaType === eventStream ? undefined : (schema ?? textSchema(doc));
  return {
    ...(whole === undefined ? {} : { [mediaType]: withExample({ schema: shelf.place(whole) }, doc.example) }),
    ...(isStream ? { [eventStream]: { schema: streamSchema } } : {}),
  };
}

/** An answer of another media type is text when its route gives no schema. */
function textSchema(doc: AnswerDoc): { readonly type: string } | undefined {
  return doc.mediaType === undefined || doc.mediaType.includes('json') ? undefined : { type: 'string' };
}

function withExample(media: MediaDoc, example: unknown): MediaDoc {
  return example === undefined ? media : { ...media, example: toJson(example) };
}
