import type { Refusal } from '../../kernel/refusal.ts';
import { statusOfKind } from '../kit/index.ts';
import type { FaceDraft, RefusalAnswer } from '../kit/index.ts';
import { executeRoutes } from './execute.routes.ts';
import { keyRoutes } from './keys.routes.ts';

const codeOfKind: { readonly [K in Refusal['kind']]: string } = {
  invalid: 'BAD_REQUEST',
  unauthenticated: 'UNAUTHORIZED',
  forbidden: 'FORBIDDEN',
  not_found: 'NOT_FOUND',
  method_not_allowed: 'METHOD_NOT_ALLOWED',
  conflict: 'CONFLICT',
  too_large: 'PAYLOAD_TOO_LARGE',
  unsupported_media: 'UNSUPPORTED_MEDIA_TYPE',
  unprocessable: 'VALIDATION_ERROR',
  limited: 'RATE_LIMIT_EXCEEDED',
  unavailable: 'UNAVAILABLE',
};

const contentType = 'application/json; charset=utf-8';

function refuse(refusal: Refusal): RefusalAnswer {
  const code = refusal.reason === 'csrf.invalid' ? 'CSRF_INVALID' : codeOfKind[refusal.kind];
  const { fields } = refusal.detail;
  const error = { code, message: refusal.message, ...(fields === undefined ? {} : { details: fields }) };
  return { status: statusOfKind[refusal.kind], contentType, body: { success: false, error } };
}

/** Contract 0, "Agent API Experience": keys, and execution by name with `X-Forge-Api-Key`. */
export const forgeFace: FaceDraft = {
  name: 'forge',
  prefixes: ['/api/api-keys'],
  routes: [...executeRoutes, ...keyRoutes],
  refuse,
  fault: () => ({
    status: 500,
    contentType,
    body: { success: false, error: { code: 'INTERNAL_ERROR', message: 'The server failed to answer.' } },
  }),
};
