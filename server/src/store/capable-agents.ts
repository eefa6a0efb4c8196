import { sql } from 'kysely';
import type { RawBuilder, SqlBool } from 'kysely';

/** A condition on `agents`: it has the capability, whatever the case. */
export function hasCapability(capability: string): RawBuilder<SqlBool> {
  return sql<SqlBool>`exists (select 1 from agent_capabilities where agent_capabilities.agent_id = agents.id
    and lower(agent_capabilities.capability) = lower(${capability}))`;
}

/** A condition on `agents`: its open work is less than what it takes. Open work is never stored, always counted. */
export const hasSpareCapacity = sql<SqlBool>`(select count(*) from tasks where tasks.assignee_id = agents.id
  and tasks.status in ('assigned', 'in_progress')) < agents.max_concurrent`;
