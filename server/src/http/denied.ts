import type { FastifyRequest } from 'fastify';
import type { Caller } from '../kernel/caller.ts';
import { callerIdentity } from '../kernel/caller.ts';
import { shapeOf, uuidOfAgt } from '../kernel/id.ts';
import type { Refusal } from '../kernel/refusal.ts';
import type { DeniedAttempts } from '../domain/audit/index.ts';
import { presentedCredential } from './presented.ts';

type Subject = NonNullable<Refusal['detail']['subject']>;

/**
 * Hands a refused attempt of somebody who was recognised to the trail: a caller without the right, or the holder of a credential that no longer
 * counts. Nothing is written for anybody else.
 */
export function noteDenied(denials: DeniedAttempts, refusal: Refusal, request: FastifyRequest): void {
  if (refusal.kind !== 'forbidden' && refusal.kind !== 'unauthenticated') return;
  const subject = refusal.detail.subject ?? (refusal.kind === 'forbidden' ? subjectOf(request.caller) : claimedIn(request));
  if (subject === undefined) return;
  denials.note({
    orgId: subject.orgId,
    actor: subject.actor,
    agentId: subject.agentId ?? null,
    reason: refusal.reason,
    route: request.routeOptions.url ?? '',
    method: request.method,
    request: { id: request.id, ip: request.ip, userAgent: request.headers['user-agent'] ?? '' },
  });
}

/** The agent account that a Basic credential names, whether or not there is one: the trail looks that up behind the answer. */
function claimedIn(request: FastifyRequest): Subject | undefined {
  if (!/^basic /i.test(request.headers.authorization ?? '')) return undefined;
  try {
    const account = presentedCredential(request)?.account ?? '';
    if (shapeOf(account) !== 'agt') return undefined;
    const agentId = uuidOfAgt(account);
    return { orgId: '', actor: `agent:${agentId}`, agentId };
  } catch {
    // Two credentials, or none that can be read, name nobody.
    return undefined;
  }
}

function subjectOf(caller: Caller | null): Subject | undefined {
  if (caller === null || caller.orgId === '') return undefined;
  const agentId = caller.kind === 'person' || caller.kind === 'system' ? null : caller.agentId;
  return { orgId: caller.orgId, actor: callerIdentity(caller), ...(agentId === null ? {} : { agentId }) };
}
