import { CsvError, parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import type { Json, JsonObject } from '../../kernel/json.ts';
import type { ToolFailure } from '../../kernel/tool.ts';
import type { JsonRecord } from '../action.ts';
import { actionTable, failed, flagOr, invalidInput, namesAt, rowsAt, textAt, textOr, valueAt } from '../action.ts';
import { isForbiddenKey } from '../forbidden-keys.ts';
import { detectDelimiter } from './csv-delimiter.ts';
import { normalizeDateColumns } from './csv-dates.ts';
import { typedCell } from './csv-cells.ts';

const COLUMNS_MAX = 10_000;
const FORMULA_START = /^[=+\-@\t\r]/;

/** Source: Agent API Specification, "Error Response" of Run Agent; every CSV that cannot be read fails with these words first. */
export function invalidCsv(detail: string): ToolFailure {
  return failed(`Invalid CSV format: ${detail}`);
}

export const csvActions = actionTable({ csv_to_json: csvToJson, json_to_csv: jsonToCsv });

function csvToJson(input: JsonObject): Json {
  const csv = textAt(input, 'csv');
  const options = parserOptions(delimiterFor(input, csv), flagOr(input, 'trim', true));
  const records = readRecords(csv, options);
  const [first] = records;
  if (first === undefined) throw invalidCsv('no data');
  const hasHeader = flagOr(input, 'header', true);
  if (hasHeader && records.length === 1) throw invalidCsv('no data rows after the header');
  const columns = columnNames(hasHeader ? first : first.map(() => ''));
  const body = hasHeader ? records.slice(1) : records;
  const tooLong = body.findIndex((cells) => cells.length > columns.length);
  if (tooLong >= 0) {
    const line = lineOfRecord(csv, options, tooLong + (hasHeader ? 1 : 0));
    throw invalidCsv(`line ${line} has ${body[tooLong]?.length} fields but there are ${columns.length} columns`);
  }
  const isTyped = flagOr(input, 'types', true);
  const data = body.map((cells) => rowOf(cells, columns, isTyped));
  const dates = valueAt(input, 'normalize_dates');
  const dateColumns = dates === true ? null : namesAt({ dates: dates === false ? null : dates }, 'dates');
  const dayFirst = valueAt(input, 'day_first');
  normalizeDateColumns(data, columns, { only: dateColumns, isDayFirst: typeof dayFirst === 'boolean' ? dayFirst : null });
  return { data, columns, row_count: data.length };
}

function parserOptions(delimiter: string, trim: boolean) {
  return { bom: true, delimiter, trim, relax_column_count: true, skip_empty_lines: true, record_delimiter: ['\r\n', '\n', '\r'] };
}

type ParserOptions = ReturnType<typeof parserOptions>;

function readRecords(csv: string, options: ParserOptions): readonly (readonly string[])[] {
  const nul = csv.indexOf('\0');
  if (nul >= 0) throw invalidCsv(`NUL character on line ${csv.slice(0, nul).split('\n').length}`);
  try {
    const records: string[][] = parse(csv, options);
    return records;
  } catch (error) {
    throw explain(error);
  }
}

/** The line a record ends on; reads the text again, so it is only asked for an error message. */
function lineOfRecord(csv: string, options: ParserOptions, at: number): number {
  let line = at + 1;
  parse(csv, {
    ...options,
    to: at + 1,
    on_record: (record: string[], info) => {
      line = info.lines;
      return record;
    },
  });
  return line;
}

function explain(error: unknown): Error {
  if (!(error instanceof CsvError)) return error instanceof Error ? error : invalidCsv('it cannot be read');
  const line = typeof error['lines'] === 'number' ? error['lines'] : 1;
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') return invalidCsv(`quote not closed on line ${line}`);
  if (error.code === 'CSV_INVALID_CLOSING_QUOTE') return invalidCsv(`text after a closing quote on line ${line}`);
  if (error.code === 'INVALID_OPENING_QUOTE') return invalidCsv(`quote inside an unquoted field on line ${line}`);
  return invalidCsv(`it cannot be read on line ${line}`);
}

/** One name per column: empty, repeated and dangerous names get a number of their own. */
function columnNames(header: readonly string[]): readonly string[] {
  if (header.length > COLUMNS_MAX) throw invalidCsv(`${header.length} columns, at most ${COLUMNS_MAX} are read`);
  const taken = new Set<string>();
  return header.map((given, at) => {
    const wanted = given.trim() === '' || isForbiddenKey(given) ? `column_${at + 1}` : given;
    let name = wanted;
    for (let copy = 2; taken.has(name); copy += 1) name = `${wanted}_${copy}`;
    taken.add(name);
    return name;
  });
}

function rowOf(cells: readonly string[], columns: readonly string[], isTyped: boolean): JsonRecord {
  const row: JsonRecord = {};
  for (const [at, column] of columns.entries()) {
    const cell = cells[at];
    row[column] = cell === undefined ? null : isTyped ? typedCell(cell) : cell;
  }
  return row;
}

function delimiterFor(input: JsonObject, csv: string): string {
  const given = textOr(input, 'delimiter', 'auto');
  if (given === 'auto') return detectDelimiter(csv);
  const delimiter = given === '\\t' || given === 'tab' ? '\t' : given;
  if (delimiter.length !== 1 || /["\r\n]/.test(delimiter))
    throw invalidInput('"delimiter" must be one character other than a quote or line break');
  return delimiter;
}

function jsonToCsv(input: JsonObject): Json {
  const rows = rowsAt(input, 'data');
  const given = namesAt(input, 'columns');
  const columns = given.length > 0 ? given : [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const isGuarded = flagOr(input, 'escape_formulas', true);
  const cell = (value: Json): string => {
    const written = cellText(value);
    return isGuarded && typeof value === 'string' && FORMULA_START.test(written) ? `'${written}` : written;
  };
  const body = rows.map((row) => columns.map((column) => cell(Object.hasOwn(row, column) ? (row[column] ?? null) : null)));
  const lines = flagOr(input, 'header', true) ? [columns.map(cell), ...body] : body;
  const delimiter = delimiterFor({ delimiter: textOr(input, 'delimiter', ',') }, '');
  return { csv: stringify(lines, { delimiter, record_delimiter: '\n' }), row_count: rows.length };
}

function cellText(value: Json): string {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
