export { createOrg, findOrg, firstOrg } from './org.ts';
export type { Org } from './org.ts';
