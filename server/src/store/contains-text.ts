import { sql } from 'kysely';
import type { RawBuilder, SqlBool } from 'kysely';

/** Whether a column holds a text, compared without case; `%` and `_` stand for themselves, which SQLite does only for a named escape character. */
export function containsText(column: string, text: string): RawBuilder<SqlBool> {
  const pattern = `%${text.toLowerCase().replace(/[\\%_]/g, (character) => `\\${character}`)}%`;
  return sql<SqlBool>`lower(${sql.ref(column)}) like ${pattern} escape '\\'`;
}
