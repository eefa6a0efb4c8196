import { forgeFace } from './forge/face.ts';
import type { Face } from './kit/index.ts';
import type { AccountParts } from './native/account.routes.ts';
import { nativeFace } from './native/face.ts';
import { nativeRoutes } from './native/routes.ts';
import { runnerFace } from './runner/face.ts';

/** Every face this server speaks. */
export function allFaces(account: AccountParts): { readonly all: readonly Face[]; readonly native: Face } {
  const native = nativeFace(nativeRoutes(account));
  return { all: [runnerFace, forgeFace, native], native };
}
