import type { Refusal } from '../../kernel/refusal.ts';
import { codeOfKind, statusOfKind } from '../kit/index.ts';
import type { FaceDraft, RefusalAnswer } from '../kit/index.ts';
import { executeRoutes } from './execute.routes.ts';
import { keyRoutes } from './keys.routes.ts';

const codes = { ...codeOfKind, unavailable: 'UNAVAILABLE' };

const contentType = 'application/json; charset=utf-8';

function refuse(refusal: Refusal): RefusalAnswer {
  const code = refusal.reason === 'csrf.invalid' ? 'CSRF_INVALID' : codes[refusal.kind];
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
