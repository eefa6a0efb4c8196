import { Ajv2020 } from 'ajv/dist/2020.js';
import { Type } from 'typebox';
import { describe, expect, test } from 'vitest';
import { all as faces } from '../../../test/route-table.ts';
import type { Face } from './face.ts';
import type { MediaDoc, OperationDoc, ResponseDoc } from './openapi-document.ts';
import { shapeOfPath, templateOf } from './openapi-path.ts';
import { buildOpenApi } from './openapi.ts';
import type { Route } from './route.ts';

const document = buildOpenApi(faces, { version: '1.2.3' });
const routes = faces.flatMap((face) => face.routes);

interface Found {
  readonly method: string;
  readonly path: string;
  readonly operation: OperationDoc;
}

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]): Found => ({ method, path, operation })),
);

function answersOf({ responses }: OperationDoc): readonly ResponseDoc[] {
  return Object.values(responses).map((answer) =>
    '$ref' in answer
      ? (document.components.responses[answer.$ref.slice('#/components/responses/'.length)] ?? { description: 'missing' })
      : answer,
  );
}

function aRoute(parts: Partial<Route> & Pick<Route, 'operationId' | 'path'>): Route {
  const handle = async () => ({ status: 200 });
  return { method: 'GET', summary: 'Something', tag: 'Things', policy: { by: ['apiKey'], grant: null }, answers: {}, handle, ...parts };
}

function aFace(name: string, own: readonly Route[]): Face {
  const body = { code: 'NO', detail: 'No.', fields: ['a'] };
  return {
    name,
    prefixes: ['/'],
    routes: own,
    refuse: (refusal) => ({ status: refusal.kind === 'unauthenticated' ? 401 : 400, contentType: 'application/json; charset=utf-8', body }),
    fault: () => ({ status: 500, contentType: 'application/json', body }),
  };
}

describe('the document of the real faces', () => {
  test('has every route exactly once per method and path', () => {
    const described = operations.map(({ method, path }) => `${method.toUpperCase()} ${path.replaceAll(/\{[^}]+\}/g, '{}')}`);
    expect(new Set(described).size).toBe(described.length);
    expect([...described].sort()).toEqual([...new Set(routes.map((route) => `${route.method} ${shapeOfPath(route.path)}`))].sort());
    expect(described.length).toBeGreaterThan(20);
  });

  test('calls every operation differently', () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('names every parameter of a route with a description', () => {
    for (const { method, path, operation } of operations) {
      const route = routes.find((one) => one.method === method.toUpperCase() && templateOf(one.path) === path);
      const names = (operation.parameters ?? []).filter((one) => one.in === 'path').map(({ name }) => name);
      expect(names).toEqual([...path.matchAll(/\{([^}]+)\}/g)].map((match) => match[1]));
      const queries = (operation.parameters ?? []).filter((one) => one.in === 'query').map(({ name }) => name);
      expect(queries).toEqual(Object.keys(Object(route?.query ?? {}).properties ?? {}));
      for (const one of operation.parameters ?? []) expect(one.description ?? `${path} ${one.name}`).not.toBe(`${path} ${one.name}`);
    }
  });

  test('is plain JSON without marks of the schema library', () => {
    const text = JSON.stringify(document);
    expect(JSON.parse(text)).toEqual(document);
    expect(text).not.toContain('"~');
    expect(text).not.toContain('x-optional');
  });

  test('asks for a credential exactly where the route does, and says 401 there', () => {
    for (const { method, path, operation } of operations) {
      const route = routes.find((one) => one.method === method.toUpperCase() && templateOf(one.path) === path);
      expect(operation.security.length === 0).toBe(route?.policy.by === 'anybody');
      if (route?.policy.by !== 'anybody') expect(Object.keys(operation.responses)).toContain('401');
      expect(Object.keys(operation.responses).some((status) => status.startsWith('4'))).toBe(true);
    }
  });

  test('refers only to what is there, and holds nothing that is not used', () => {
    const text = JSON.stringify(document);
    const used = new Set([...text.matchAll(/"\$ref":"#\/components\/(\w+)\/(\w+)"/g)].map((match) => `${match[1]}/${match[2]}`));
    const there = (['schemas', 'responses'] as const).flatMap((kind) =>
      Object.keys(document.components[kind]).map((name) => `${kind}/${name}`),
    );
    expect([...used].sort()).toEqual(there.sort());
  });

  test('has examples that keep to their schemas', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    const check = ({ schema, example }: MediaDoc): unknown => {
      if (example === undefined) return undefined;
      const validate = ajv.compile({ ...schema, components: document.components });
      return validate(example) ? undefined : validate.errors;
    };
    let checked = 0;
    for (const { operation } of operations) {
      const bodies: readonly Pick<ResponseDoc, 'content'>[] = [
        ...(operation.requestBody === undefined ? [] : [operation.requestBody]),
        ...answersOf(operation),
      ];
      for (const { content } of bodies) {
        for (const media of Object.values(content ?? {})) {
          if (media.example !== undefined) checked += 1;
          expect({ operation: operation.operationId, problems: check(media) }).toEqual({
            operation: operation.operationId,
            problems: undefined,
          });
        }
      }
    }
    expect(checked).toBeGreaterThan(20);
  });

  test('names a description for every tag, and every tag belongs to one group', () => {
    expect(document.tags.map(({ name }) => name)).toEqual(document['x-tagGroups'].flatMap(({ tags }) => tags));
    for (const { description } of document.tags) expect(description).not.toMatch(/^Operations on/);
  });

  test('describes event streams beside JSON where a route answers with both', () => {
    const both = document.paths['/api/v1/agents/{id}/run']?.['post']?.responses['200'] ?? { description: '' };
    expect(Object.keys('content' in both ? (both.content ?? {}) : {})).toEqual(['application/json', 'text/event-stream']);
  });
});

describe('faces that share paths', () => {
  test('the first keeps a path and method, and names the other', () => {
    const uuid = aRoute({ operationId: 'one', path: '/things/:id', params: Type.Object({ id: Type.String() }) });
    const digits = aRoute({ operationId: 'two', path: '/things/:number', summary: 'Get by number', idShape: 'digits' });
    const { paths } = buildOpenApi([aFace('a', [uuid]), aFace('b', [digits])], { version: '1' });
    expect(Object.keys(paths)).toEqual(['/things/{id}']);
    expect(paths['/things/{id}']?.['get']?.description).toBe(
      'With a number in the path, another operation answers: Get by number (`two`).',
    );
  });

  test('another method of the same path takes over the name of its parameter', () => {
    const get = aRoute({ operationId: 'one', path: '/things/:id' });
    const remove = aRoute({
      operationId: 'two',
      method: 'DELETE',
      path: '/things/:number',
      params: Type.Object({ number: Type.Integer() }),
    });
    const { paths } = buildOpenApi([aFace('a', [get]), aFace('b', [remove])], { version: '1' });
    const parameters = paths['/things/{id}']?.['delete']?.parameters;
    expect(parameters).toEqual([{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }]);
  });

  test('the same operationId twice is refused', () => {
    const twice = [aRoute({ operationId: 'one', path: '/a' }), aRoute({ operationId: 'one', path: '/b' })];
    expect(() => buildOpenApi([aFace('a', twice)], { version: '1' })).toThrow('two routes are called one');
  });
});

describe('schemas', () => {
  test('maps, choices of words and shared objects are said plainly', () => {
    const thing = Type.Object({
      labels: Type.Record(Type.String(), Type.String()),
      kind: Type.Union([Type.Literal('big'), Type.Literal('small')]),
      note: Type.String({ description: 'A text that is long enough to be shared between the operations that answer with it' }),
    });
    const list = aRoute({
      operationId: 'list',
      path: '/things',
      answers: { 200: { description: 'Things', schema: Type.Object({ data: Type.Array(thing) }) } },
    });
    const get = aRoute({ operationId: 'get', path: '/things/:id', answers: { 200: { description: 'One', schema: thing } } });
    const { components, paths } = buildOpenApi([aFace('a', [list, get])], { version: '1' });
    expect(components.schemas['Thing']?.properties).toMatchObject({
      labels: { type: 'object', additionalProperties: { type: 'string' } },
      kind: { type: 'string', enum: ['big', 'small'] },
    });
    expect(JSON.stringify(paths['/things/{id}'])).toContain('#/components/schemas/Thing');
  });

  test('a face without described refusals shows its own wording of one', () => {
    const { components } = buildOpenApi([aFace('plain', [aRoute({ operationId: 'one', path: '/a' })])], { version: '1' });
    expect(components.responses['PlainUnauthenticated']?.content?.['application/json']).toMatchObject({
      schema: {
        type: 'object',
        required: ['code', 'detail', 'fields'],
        properties: { code: { type: 'string' }, fields: { type: 'array' } },
      },
      example: { code: 'NO' },
    });
  });
});
