import { forgeFace } from './forge/face.ts';
import { identityFace } from './identity/face.ts';
import { identityRoutes } from './identity/routes.ts';
import { withPolicies } from './kit/index.ts';
import type { Face, FaceParts } from './kit/index.ts';
import { mcpFace } from './mcp/face.ts';
import { mcpRoutes } from './mcp/routes.ts';
import { monitorFace } from './monitor/face.ts';
import { monitorRoutes } from './monitor/routes.ts';
import { nativeFace } from './native/face.ts';
import { nativeRoutes } from './native/routes.ts';
import { otlpFace } from './otlp/face.ts';
import { otlpRoutes } from './otlp/ingest.routes.ts';
import { policies } from './policies.ts';
import { runnerFace } from './runner/face.ts';
import { workbenchFace } from './workbench/face.ts';
import { workbenchRoutes } from './workbench/routes.ts';

/** Every face this server speaks. @throws Error when a route has no policy, so that the server does not start */
export function allFaces(parts: FaceParts): { readonly all: readonly Face[]; readonly native: Face } {
  const complete = [
    runnerFace,
    forgeFace,
    workbenchFace(workbenchRoutes(parts)),
    monitorFace(monitorRoutes(parts)),
    identityFace(identityRoutes(parts)),
    mcpFace(mcpRoutes(parts), parts.publicOrigin),
    otlpFace(otlpRoutes()),
  ];
  const native = withPolicies(nativeFace(nativeRoutes(parts)), policies);
  return { all: [...complete.map((face) => withPolicies(face, policies)), native], native };
}
