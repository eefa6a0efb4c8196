import type { JsonRecord } from '../action.ts';
import { areDayFirst, isoDate, readWrittenDate } from '../calendar/date-forms.ts';

interface DateOptions {
  /** The columns to change; null finds the columns that hold nothing but dates. */
  readonly only: readonly string[] | null;
  /** Null looks at each column: `25/12/2024` can only be day first. */
  readonly isDayFirst: boolean | null;
}

/** Writes dates as `YYYY-MM-DD` into the rows, column by column; a cell that is no date keeps its text. */
export function normalizeDateColumns(rows: readonly JsonRecord[], columns: readonly string[], options: DateOptions): void {
  for (const column of options.only ?? columns) {
    if (columns.includes(column)) normalizeColumn(rows, column, options.only === null, options.isDayFirst);
  }
}

function normalizeColumn(rows: readonly JsonRecord[], column: string, isAuto: boolean, isDayFirst: boolean | null): void {
  const texts: string[] = [];
  for (const row of rows) {
    const cell = row[column];
    if (cell === null || cell === undefined) continue;
    if (typeof cell === 'string' && (!isAuto || readWrittenDate(cell, false) !== null || readWrittenDate(cell, true) !== null))
      texts.push(cell);
    else if (isAuto) return;
  }
  const dayFirst = isDayFirst ?? areDayFirst(texts);
  for (const row of rows) {
    const cell = row[column];
    const date = typeof cell === 'string' ? readWrittenDate(cell, dayFirst) : null;
    if (date !== null) row[column] = isoDate(date);
  }
}
