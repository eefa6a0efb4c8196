import { sql } from 'kysely';

/**
 * A condition on `runs` that the index of unfinished runs answers. The states are written out, not bound: both engines use a partial index only
 * where the query repeats its condition to the letter.
 */
export const isUnfinishedRun = sql<boolean>`runs.state in ('queued', 'running', 'waiting', 'cancelling')`;
