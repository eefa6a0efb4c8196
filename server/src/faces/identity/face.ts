import type { Refusal, RefusalKind } from '../../kernel/refusal.ts';
import { statusOfKind } from '../kit/index.ts';
import type { FaceDraft, RefusalAnswer } from '../kit/index.ts';

const contentType = 'application/json; charset=utf-8';

/** Source: agents domain, "Common errors", and the codes of its other sections. */
const codeOfKind: { readonly [K in RefusalKind]: string } = {
  invalid: 'INVALID_REQUEST',
  unauthenticated: 'UNAUTHORIZED',
  forbidden: 'FORBIDDEN',
  not_found: 'NOT_FOUND',
  method_not_allowed: 'METHOD_NOT_ALLOWED',
  conflict: 'CONFLICT',
  too_large: 'PAYLOAD_TOO_LARGE',
  unsupported_media: 'UNSUPPORTED_MEDIA_TYPE',
  unprocessable: 'INVALID_REQUEST',
  limited: 'RATE_LIMIT_EXCEEDED',
  unavailable: 'UNAVAILABLE',
};

const codeOfReason: Readonly<Record<string, string>> = {
  'agent.id_invalid': 'INVALID_AGENT_ID',
  'credential.name_invalid': 'INVALID_KEY_NAME',
};

/** The name of a key is the one member of a body that has a code of its own. */
function codeOf({ kind, reason, detail }: Refusal): string {
  if (reason === 'body.invalid' && detail.fields?.[0]?.pointer === '/name') return 'INVALID_KEY_NAME';
  return codeOfReason[reason] ?? codeOfKind[kind];
}

function refuse(refusal: Refusal): RefusalAnswer {
  // A credential of another scheme than the documented one counts as none.
  const isWrongForm = refusal.reason === 'caller.wrong_form';
  const status = isWrongForm ? 401 : refusal.kind === 'unprocessable' ? 400 : statusOfKind[refusal.kind];
  const code = isWrongForm ? codeOfKind.unauthenticated : codeOf(refusal);
  return { status, contentType, body: { error: { code, message: refusal.message } } };
}

/** Agent accounts, their public profiles and the directory (contract 4). */
export function identityFace(routes: FaceDraft['routes']): FaceDraft {
  return {
    name: 'identity',
    prefixes: [
      '/api/agents/agt_',
      '/api/agents/profile',
      '/api/agents/directory',
      '/api/auth/register',
      '/api/auth/token',
      '/.well-known/',
    ],
    routes,
    refuse,
    fault: () => ({ status: 500, contentType, body: { error: { code: 'INTERNAL_ERROR', message: 'The server failed to answer.' } } }),
  };
}
