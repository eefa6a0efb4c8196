import type { JsonObject } from '../../kernel/json.ts';
import { noExposure } from '../../kernel/tool.ts';
import type { ToolDefinition } from '../../kernel/tool.ts';
import { anything, choice, defineAction, list, record, rows, text, whole } from '../define-action.ts';

const source: Readonly<Record<string, JsonObject>> = {
  cells: record('A sheet: {"A1": 5, "B1": "=A1*2"}.'),
  data: rows('Rows; each column name stands for its values, and the sheet is header row 1, data from row 2.'),
  variables: record('Names and their values; a list is a column.'),
  now: text('ISO time that TODAY and NOW use; default the clock.'),
};

/** Source: Agent API Specification, tool `formula-engine`. */
export const formulaEngine: ToolDefinition = {
  id: 'formula-engine',
  version: '1.0.0',
  description: 'Works out spreadsheet formulas over cells, rows or named values. Errors such as #DIV/0! are values, not failures.',
  recovery: 'pure',
  exposure: noExposure,
  actions: [
    defineAction({
      name: 'evaluate',
      description: 'Works out one formula. Column names with spaces are written [Like This].',
      input: { formula: text('For example =SUM(A1:A3)*1.2 or SUMIF(region,"West",amount).'), ...source },
      required: ['formula'],
      output: { result: anything('The value, or null with "error" (#DIV/0!, …) and perhaps "detail".') },
      example: {
        input: {
          formula: '=SUMIF(region,"West",amount)',
          data: [
            { region: 'West', amount: 1500 },
            { region: 'East', amount: 2300 },
            { region: 'West', amount: 1800 },
          ],
        },
        output: { result: 3300 },
      },
    }),
    defineAction({
      name: 'evaluate_many',
      description: 'Works out several formulas over the same data.',
      input: {
        formulas: {
          anyOf: [
            { type: 'object', additionalProperties: { type: 'string' }, maxProperties: 500 },
            { type: 'array', items: { type: 'string' }, maxItems: 500 },
          ],
          description: 'By name, or a list.',
        },
        ...source,
      },
      required: ['formulas'],
      output: { results: anything('One {result} or {result, error, detail} each.') },
      example: {
        input: { formulas: { total: '=SUM(A1:A3)', bad: '=1/0' }, cells: { A1: 1, A2: 2, A3: '=A1+A2' } },
        output: { results: { total: { result: 6 }, bad: { result: null, error: '#DIV/0!' } } },
      },
    }),
    defineAction({
      name: 'apply',
      description: 'Works out a formula for every row, with the column names as values of that row, and writes it into a column.',
      input: {
        data: rows('The rows.'),
        formula: text('For example =price*quantity.'),
        column: text('Column to write; default result.'),
        formulas: {
          type: 'object',
          additionalProperties: { type: 'string' },
          maxProperties: 100,
          description: 'Several: column to formula.',
        },
        variables: record('More names.'),
        now: text('ISO time that TODAY and NOW use.'),
      },
      required: ['data'],
      output: { data: rows('The rows with the column; null where the formula failed.'), errors: list('row, column, error; at most 100.') },
      example: {
        input: {
          data: [
            { price: 2.5, quantity: 4 },
            { price: 1, quantity: 0 },
          ],
          formulas: { total: '=price*quantity', each: '=total/quantity' },
        },
        output: {
          data: [
            { price: 2.5, quantity: 4, total: 10, each: 2.5 },
            { price: 1, quantity: 0, total: 0, each: null },
          ],
          errors: [{ row: 1, column: 'each', error: '#DIV/0!' }],
        },
      },
    }),
    defineAction({
      name: 'functions',
      description: 'Lists the functions a formula can call.',
      input: {
        category: choice('Only one category.', [
          'math',
          'statistics',
          'text',
          'date',
          'logic',
          'information',
          'lookup',
          'finance',
          'engineering',
        ]),
      },
      required: [],
      output: { functions: record('Names by category.'), count: whole('How many.', 0, 1000) },
      example: {
        input: { category: 'logic' },
        output: {
          functions: { logic: ['AND', 'CHOOSE', 'FALSE', 'IF', 'IFERROR', 'IFNA', 'IFS', 'LET', 'NOT', 'OR', 'SWITCH', 'TRUE', 'XOR'] },
          count: 13,
        },
      },
    }),
  ],
};
