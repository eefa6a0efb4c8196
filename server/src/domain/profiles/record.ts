import type { ChangeRecord } from '../../kernel/operation.ts';
import type { ProfileFields } from './profile.ts';

/** What the audit log keeps of a change: which members, never their text. */
export function recordOf(event: string, agentId: string, fields: ProfileFields): ChangeRecord {
  const members = Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  return { event, target: agentId, agentId, details: members.length === 0 ? {} : { members } };
}
