import type { Refusal } from '../../kernel/refusal.ts';
import { statusOfKind } from '../kit/index.ts';
import type { FaceDraft, RefusalAnswer } from '../kit/index.ts';

const contentType = 'application/problem+json; charset=utf-8';

const titles: { readonly [K in Refusal['kind']]: string } = {
  invalid: 'Bad request',
  unauthenticated: 'Not authenticated',
  forbidden: 'Forbidden',
  not_found: 'Not found',
  method_not_allowed: 'Method not allowed',
  conflict: 'Conflict',
  too_large: 'Payload too large',
  unsupported_media: 'Unsupported media type',
  unprocessable: 'Unprocessable',
  limited: 'Too many requests',
  unavailable: 'Unavailable',
};

/** Reasons whose public code is not simply their upper case. */
const codeOfReason: Readonly<Record<string, string>> = {
  'agent.unknown': 'AGENT_NOT_FOUND',
  'agent.tool_unknown': 'INVALID_TOOL',
  'agent.model_unknown': 'INVALID_MODEL',
  'agent.version_moved': 'PRECONDITION_FAILED',
  'run.unknown': 'RUN_NOT_FOUND',
  'session.unknown': 'SESSION_NOT_FOUND',
  'member.last_owner': 'LAST_OWNER',
  'credential.unknown': 'CREDENTIAL_UNKNOWN',
};

function codeOf(refusal: Refusal): string {
  return codeOfReason[refusal.reason] ?? refusal.reason.replace('.', '_').toUpperCase();
}

interface Problem {
  readonly status: number;
  readonly title: string;
  readonly code: string;
  readonly detail: string;
}

/** RFC 9457 problem details, with our stable `code`, the request id, and the trace that the request said it is part of. */
function problem({ status, title, code, detail }: Problem, requestId: string, traceId: string | undefined) {
  return {
    type: `https://forgeyard.dev/problems/${code.toLowerCase().replaceAll('_', '-')}`,
    title,
    status,
    detail,
    code,
    request_id: requestId,
    ...(traceId === undefined ? {} : { trace_id: traceId }),
  };
}

function refuse(refusal: Refusal, requestId: string, _contentType?: string, traceId?: string): RefusalAnswer {
  const status = refusal.reason === 'agent.version_moved' ? 412 : statusOfKind[refusal.kind];
  const { fields } = refusal.detail;
  const body = problem({ status, title: titles[refusal.kind], code: codeOf(refusal), detail: refusal.message }, requestId, traceId);
  return { status, contentType, body: fields === undefined ? body : { ...body, errors: fields } };
}

/** Makes our own face from its routes, which need parts that only the composition knows. */
export function nativeFace(routes: FaceDraft['routes']): FaceDraft {
  return {
    name: 'native',
    prefixes: ['/v1/', '/'],
    routes,
    refuse,
    fault: (requestId, _contentType, traceId) => ({
      status: 500,
      contentType,
      body: problem(
        { status: 500, title: 'Internal error', code: 'INTERNAL_ERROR', detail: 'The server failed to answer.' },
        requestId,
        traceId,
      ),
    }),
  };
}
