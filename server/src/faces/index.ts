import { forgeFace } from './forge/face.ts';
import { withPolicies } from './kit/index.ts';
import type { Face } from './kit/index.ts';
import type { AccountParts } from './native/account.routes.ts';
import { nativeFace } from './native/face.ts';
import { nativeRoutes } from './native/routes.ts';
import { policies } from './policies.ts';
import { runnerFace } from './runner/face.ts';

/** Every face this server speaks. @throws Error when a route has no policy, so that the server does not start */
export function allFaces(account: AccountParts): { readonly all: readonly Face[]; readonly native: Face } {
  const native = withPolicies(nativeFace(nativeRoutes(account)), policies);
  return { all: [withPolicies(runnerFace, policies), withPolicies(forgeFace, policies), native], native };
}
