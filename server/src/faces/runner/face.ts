import type { FieldProblem, Refusal } from '../../kernel/refusal.ts';
import { statusOfKind } from '../kit/index.ts';
import type { FaceDraft, RefusalAnswer } from '../kit/index.ts';
import { agentRoutes } from './agents.routes.ts';
import { runRoutes } from './runs.routes.ts';
import { toolRoutes } from './tools.routes.ts';

/** Codes that the specification prints, by our reason; others follow from the kind. */
const codeOfReason: Readonly<Record<string, string>> = {
  'agent.unknown': 'AGENT_NOT_FOUND',
  'run.unknown': 'RUN_NOT_FOUND',
  'agent.exists': 'AGENT_EXISTS',
  'agent.tool_unknown': 'INVALID_TOOL',
  'agent.model_unknown': 'INVALID_MODEL',
  'agent.not_active': 'AGENT_INACTIVE',
};

const codeOfKind: { readonly [K in Refusal['kind']]: string } = {
  invalid: 'INVALID_INPUT',
  unauthenticated: 'UNAUTHORIZED',
  forbidden: 'FORBIDDEN',
  not_found: 'NOT_FOUND',
  method_not_allowed: 'METHOD_NOT_ALLOWED',
  conflict: 'CONFLICT',
  too_large: 'PAYLOAD_TOO_LARGE',
  unsupported_media: 'UNSUPPORTED_MEDIA_TYPE',
  unprocessable: 'UNPROCESSABLE',
  limited: 'RATE_LIMIT_EXCEEDED',
  unavailable: 'UNAVAILABLE',
};

/** The specification calls an agent's slug its name. */
function inOwnWords({ pointer, detail }: FieldProblem): FieldProblem {
  return { pointer: pointer === '/slug' ? '/name' : pointer, detail };
}

const contentType = 'application/json; charset=utf-8';

function refuse(refusal: Refusal): RefusalAnswer {
  const code = codeOfReason[refusal.reason] ?? codeOfKind[refusal.kind];
  const { fields } = refusal.detail;
  const error = { code, message: refusal.message, ...(fields === undefined ? {} : { details: fields.map(inOwnWords) }) };
  return { status: statusOfKind[refusal.kind], contentType, body: { error } };
}

/** Contract 3, "Agent API Specification": `/api/v1/agents`, bare JSON, errors `{error: {code, message}}`. */
export const runnerFace: FaceDraft = {
  name: 'runner',
  prefixes: ['/api/v1/'],
  routes: [...agentRoutes, ...runRoutes, ...toolRoutes],
  refuse,
  fault: () => ({ status: 500, contentType, body: { error: { code: 'RUNTIME_ERROR', message: 'The server failed to answer.' } } }),
};
