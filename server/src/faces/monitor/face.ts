import type { Refusal } from '../../kernel/refusal.ts';
import { codeOfKind, statusOfKind } from '../kit/index.ts';
import type { FaceDraft, RefusalAnswer } from '../kit/index.ts';

const contentType = 'application/json; charset=utf-8';

/** What clients of this API look for, by our reason; others follow from the kind. */
const codeOfReason: Readonly<Record<string, string>> = {
  'agent.unknown': 'AGENT_TYPE_NOT_FOUND',
  'session.unknown': 'INSTANCE_NOT_FOUND',
  'session.exists': 'INSTANCE_EXISTS',
  'message.unknown': 'MESSAGE_NOT_FOUND',
  'share.unknown': 'ACCESS_NOT_FOUND',
  'team.unknown': 'TEAM_NOT_FOUND',
  'team_member.unknown': 'TEAM_MEMBER_NOT_FOUND',
  'csrf.invalid': 'CSRF_INVALID',
};

/** This API's own words for things that the domain calls otherwise. */
const detailOfReason: Readonly<Record<string, string>> = {
  'agent.unknown': 'Agent type not found',
  'session.unknown': 'Agent instance not found',
  'message.unknown': 'Message not found',
  'share.unknown': 'Access not found',
  'team.unknown': 'Team not found',
  'team_member.unknown': 'Team member not found',
};

function refuse(refusal: Refusal): RefusalAnswer {
  const { kind, reason } = refusal;
  // An unknown key in a header and an unknown key of a list are two things.
  const code = (kind === 'not_found' && reason === 'credential.unknown' ? 'API_KEY_NOT_FOUND' : codeOfReason[reason]) ?? codeOfKind[kind];
  return { status: statusOfKind[kind], contentType, body: { detail: detailOfReason[reason] ?? refusal.message, code } };
}

/** Places below `/api/v1` that belong to this API; what lies elsewhere there is contract 3's. */
const places = [
  'agent-types',
  'agent-instances',
  'agent-summary',
  'agents/instances',
  'messages',
  'sessions',
  'user',
  'auth',
  'push',
  'teams',
];

/** Dashboard backend (contract 1): agent types, instances, messages, sharing, one's own account. Bare JSON, errors `{detail, code}`. */
export function monitorFace(routes: FaceDraft['routes']): FaceDraft {
  return {
    name: 'monitor',
    prefixes: places.map((place) => `/api/v1/${place}`),
    routes,
    refuse,
    fault: () => ({ status: 500, contentType, body: { detail: 'The server failed to answer.', code: 'INTERNAL_ERROR' } }),
  };
}
