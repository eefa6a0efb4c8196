import type { FastifyReply } from 'fastify';
import type { At } from '../../domain/home.ts';
import { findOrg } from '../../domain/orgs/index.ts';
import type { SignedIn } from '../../domain/people/index.ts';
import { setSession } from '../kit/index.ts';
import type { Answer, FaceParts } from '../kit/index.ts';
import { showUser } from './account.wire.ts';

export async function orgAt(at: At, orgId: string) {
  const org = await at.home.read((tx) => findOrg(tx, orgId));
  if (org === undefined) throw new Error('a caller without an organisation');
  return org;
}

/** The one answer of every way to sign in: the session in a cookie that scripts cannot read, the CSRF token in the body. */
export async function answerSignedIn(at: At, parts: FaceParts, reply: FastifyReply, done: SignedIn, status = 200): Promise<Answer> {
  setSession(reply, parts, done);
  const { member, login } = done;
  return { status, body: { user: showUser(member), org: await orgAt(at, member.orgId), csrf_token: login.csrf } };
}
