import { sql } from 'kysely';
import type { RawBuilder, SqlBool } from 'kysely';

/**
 * Whether the agent that a column names is at work. A look-up for each row that `limit … offset` keeps from becoming a join: without statistics
 * PostgreSQL takes active agents for few and would begin with all of them. The states are written out, not bound: a partial index is used only
 * where the query repeats its condition to the letter.
 */
export function isOfActiveAgent(column: string): RawBuilder<SqlBool> {
  return sql<SqlBool>`exists (select 1 from agents where agents.id = ${sql.ref(column)} and agents.status = 'active' and agents.deleted_at is null
    limit 1 offset 0)`;
}

/** A condition on `profiles` that the indexes of listed profiles answer. */
export const isActiveProfile = sql<SqlBool>`profiles.status = 'active'`;
