export { createOrg } from './create-org.ts';
export { foundOrg } from './found-org.ts';
export {
  addMembership,
  changeRole,
  dropMembership,
  dropOnlyMembership,
  lockMembers,
  markSeen,
  orgsOf,
  roleOf,
  setMemberActive,
} from './memberships.ts';
export type { Membership, OrgOfPerson } from './memberships.ts';
export { findOrg, firstOrg } from './org.ts';
export type { Org } from './org.ts';
export { getOrg, listMyOrgs } from './read-orgs.ts';
export type { OrgFacts } from './read-orgs.ts';
export { updateOrg } from './update-org.ts';
