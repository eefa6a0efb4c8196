import type { Face } from './face.ts';
import type { OpenApiDocument, OperationDoc, ResponseDoc } from './openapi-document.ts';
import { errorFormOf } from './openapi-errors.ts';
import { noteSchemas, operationOf } from './openapi-operation.ts';
import type { PlacedRoute } from './openapi-operation.ts';
import { shapeOfPath, templateOf } from './openapi-path.ts';
import { securitySchemes } from './openapi-security.ts';
import { SchemaShelf } from './openapi-shelf.ts';
import { tagGroupsOf, tagsOf } from './openapi-tags.ts';
import type { Route } from './route.ts';

export type { OpenApiDocument } from './openapi-document.ts';

const description = [
  'Everything this server can do, one operation each.',
  'Send a key as `X-Forge-Api-Key`, `X-API-Key` or `Authorization: Bearer`; exactly one of them.',
  'Bodies are JSON in UTF-8, times are RFC 3339 in UTC. Every answer carries `X-Request-Id`; name it when you report a problem.',
  'Requests that start a run or say something in a session take an `Idempotency-Key` header: the same key and body again answer with the same run or message.',
  'A broken event stream is resumed with the `Last-Event-ID` header at the address that `Content-Location` named.',
].join('\n\n');

/**
 * Describes the routes of all faces as one OpenAPI 3.1 document, from the same schemas that check the requests.
 * Where faces share a path and method, the first one is described and names the others.
 * @throws Error when two described routes have the same operationId
 */
export function buildOpenApi(faces: readonly Face[], info: { readonly version: string; readonly serverUrl?: string }): OpenApiDocument {
  const placed = placeRoutes(faces);
  refuseTwice(placed);
  const shelf = new SchemaShelf();
  for (const each of placed) noteSchemas(each, shelf);
  const shared = new Map<string, ResponseDoc>();
  const paths: Record<string, Record<string, OperationDoc>> = {};
  for (const each of placed) {
    const operations = (paths[each.path] ??= {});
    operations[each.route.method.toLowerCase()] = operationOf(each, shelf, shared);
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Forgeyard API',
      version: info.version,
      summary: 'Self-hosted control plane for AI agents',
      description,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: info.serverUrl ?? '/', description: 'This server' }],
    tags: tagsOf(faces),
    'x-tagGroups': tagGroupsOf(faces),
    paths,
    components: {
      securitySchemes,
      responses: Object.fromEntries([...shared].sort(([left], [right]) => (left < right ? -1 : 1))),
      schemas: shelf.schemas,
    },
  };
}

/** Every path and method once, in the order of the faces. Paths that differ only in the names of their parameters are one path. */
function placeRoutes(faces: readonly Face[]): readonly PlacedRoute[] {
  const pathByShape = new Map<string, string>();
  const placed = new Map<string, PlacedRoute & { readonly twins: Route[] }>();
  for (const face of faces) {
    const errors = errorFormOf(face);
    for (const route of face.routes) {
      const shape = shapeOfPath(route.path);
      const path = pathByShape.get(shape) ?? templateOf(route.path);
      pathByShape.set(shape, path);
      const owner = placed.get(`${route.method} ${shape}`);
      if (owner === undefined) placed.set(`${route.method} ${shape}`, { face, errors, route, path, twins: [] });
      else owner.twins.push(route);
    }
  }
  return [...placed.values()];
}

function refuseTwice(placed: readonly PlacedRoute[]): void {
  const seen = new Set<string>();
  for (const { route } of placed) {
    if (seen.has(route.operationId)) throw new Error(`two routes are called ${route.operationId}`);
    seen.add(route.operationId);
  }
}
