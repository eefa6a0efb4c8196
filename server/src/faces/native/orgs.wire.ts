import { Type } from 'typebox';
import { toRfc3339 } from '../../kernel/clock.ts';
import type { Org, OrgFacts } from '../../domain/orgs/index.ts';
import { plainText, timestamp } from '../kit/index.ts';
import { role } from './members.wire.ts';

/** Organisations as our own API shows them. */
const named = { id: Type.String(), name: Type.String(), slug: Type.String() };
export const org = Type.Object(named);
export const myOrg = Type.Object({ ...named, role, is_current: Type.Boolean({ description: 'Whether this browser acts in it' }) });
export const orgFacts = Type.Object({
  ...named,
  created_at: timestamp,
  members: Type.Integer({ description: 'How many people belong to it' }),
});
export const orgName = Type.Object({ name: plainText(100, 1) }, { additionalProperties: false });

export function showOrg({ id, name, slug }: Org) {
  return { id, name, slug };
}

export function showOrgFacts(facts: OrgFacts) {
  return { ...showOrg(facts), created_at: toRfc3339(facts.createdAt), members: facts.members };
}
