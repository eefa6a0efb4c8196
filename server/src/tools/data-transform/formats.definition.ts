import type { ToolActionDefinition } from '../../kernel/tool.ts';
import { anything, defineAction, flag, list, names, rows, text, texts, whole } from '../define-action.ts';

/** Text formats to JSON and back. */
export const formatDefinitions: readonly ToolActionDefinition[] = [
  defineAction({
    name: 'csv_to_json',
    description:
      'Parses CSV text into a list of objects. Numbers, booleans and empty cells become JSON values; short rows get null for the missing columns.',
    input: {
      csv: text('The CSV text, with or without a byte order mark.'),
      delimiter: text('One character, or "auto" (default): the one of , ; tab | that fits the first lines.'),
      header: flag('The first row names the columns (default true); otherwise they are column_1, column_2, …'),
      types: flag('Turn 1500, -2.5, true and empty cells into numbers, booleans and null (default true). 007 stays text.'),
      trim: flag('Remove spaces around cells (default true).'),
      normalize_dates: {
        anyOf: [{ type: 'boolean' }, { type: 'array', items: { type: 'string' } }],
        description: 'true writes every column that holds only dates as YYYY-MM-DD; a list names the columns. Default false.',
      },
      day_first: flag('Read 1/2/2024 as 1 February. Default: decided per column, month first when in doubt.'),
    },
    required: ['csv'],
    output: { data: rows('One object per row.'), columns: texts('Column names in order.'), row_count: whole('Rows.', 0, 1e9) },
    example: {
      input: {
        csv: 'name,date,amount,region\nJohn,1/15/24,1500,West\nJane,2/20/24,2300,East\nBob,3/5/24,1800,West',
        normalize_dates: true,
      },
      output: {
        data: [
          { name: 'John', date: '2024-01-15', amount: 1500, region: 'West' },
          { name: 'Jane', date: '2024-02-20', amount: 2300, region: 'East' },
          { name: 'Bob', date: '2024-03-05', amount: 1800, region: 'West' },
        ],
        columns: ['name', 'date', 'amount', 'region'],
        row_count: 3,
      },
    },
  }),
  defineAction({
    name: 'json_to_csv',
    description: 'Writes a list of objects as CSV. Text that a spreadsheet would run as a formula gets a leading apostrophe.',
    input: {
      data: rows('The rows.'),
      columns: texts('Columns to write, in order; default every member seen.'),
      delimiter: text('One character; default a comma.'),
      header: flag('Write the column names first (default true).'),
      escape_formulas: flag("Put ' before text that starts with = + - @ tab or carriage return (default true)."),
    },
    required: ['data'],
    output: { csv: text('Lines end with a line feed.'), row_count: whole('Rows without the header.', 0, 1e9) },
    example: {
      input: { data: [{ name: 'Ann, Lee', amount: -5, note: '=1+1' }] },
      output: { csv: 'name,amount,note\n"Ann, Lee",-5,\'=1+1\n', row_count: 1 },
    },
  }),
  defineAction({
    name: 'xml_to_json',
    description:
      'Parses XML. Attributes become members with a leading @; repeated elements become lists. Document types and entities are refused.',
    input: {
      xml: text('The XML text.'),
      attributes: flag('Keep attributes (default true).'),
      types: flag('Turn numeric and boolean text into numbers and booleans (default true).'),
    },
    required: ['xml'],
    output: { data: anything('The document.') },
    example: {
      input: { xml: '<order id="7"><item>Pen</item><item>Ink</item></order>' },
      output: { data: { order: { item: ['Pen', 'Ink'], '@id': 7 } } },
    },
  }),
  defineAction({
    name: 'json_to_xml',
    description: 'Writes JSON as XML: members become elements, members with a leading @ attributes.',
    input: {
      data: anything('The value.'),
      root: text('Name of the outer element; default root.'),
      item: text('Name of the elements of a top-level list; default item.'),
      pretty: flag('Indent (default false).'),
    },
    required: ['data'],
    output: { xml: text('The XML text.') },
    example: {
      input: { data: { '@id': 7, item: ['Pen', 'Ink'] }, root: 'order' },
      output: { xml: '<order id="7"><item>Pen</item><item>Ink</item></order>' },
    },
  }),
  defineAction({
    name: 'yaml_to_json',
    description: 'Parses YAML 1.2.',
    input: { yaml: text('The YAML text, one document.') },
    required: ['yaml'],
    output: { data: anything('The document.') },
    example: { input: { yaml: 'name: web\nports:\n  - 80\n  - 443\n' }, output: { data: { name: 'web', ports: [80, 443] } } },
  }),
  defineAction({
    name: 'json_to_yaml',
    description: 'Writes JSON as YAML.',
    input: { data: anything('The value.'), indent: whole('Spaces per level; default 2.', 1, 8) },
    required: ['data'],
    output: { yaml: text('The YAML text.') },
    example: { input: { data: { name: 'web', ports: [80, 443] } }, output: { yaml: 'name: web\nports:\n  - 80\n  - 443\n' } },
  }),
  defineAction({
    name: 'jsonpath',
    description: 'Finds values with a JSONPath (RFC 9535).',
    input: {
      data: anything('The value to search.'),
      path: text('For example $.orders[?@.total > 100].id'),
      first: flag('Give only the first value found, or null (default false).'),
      paths: flag('Give the places instead of the values (default false).'),
    },
    required: ['data', 'path'],
    output: { result: anything('A list of values; one value with "first".') },
    example: {
      input: {
        data: {
          orders: [
            { id: 1, total: 50 },
            { id: 2, total: 150 },
          ],
        },
        path: '$.orders[?@.total > 100].id',
      },
      output: { result: [2] },
    },
  }),
  defineAction({
    name: 'jsonata',
    description: 'Transforms data with a JSONata expression.',
    input: { data: anything('The value the expression works on.'), expression: text('For example {"total": $sum(items.price)}') },
    required: ['data', 'expression'],
    output: { result: anything('The value; null when nothing is found.') },
    example: {
      input: { data: { items: [{ price: 2 }, { price: 3.5 }] }, expression: '{"total": $sum(items.price)}' },
      output: { result: { total: 5.5 } },
    },
  }),
  defineAction({
    name: 'template',
    description:
      'Fills {{path}} places in a text. Filters: {{path | upper}}, lower, trim, capitalize, json, length, date, html, default: "x", join: ", ", fixed: 2, truncate: 20.',
    input: {
      template: text('The text with places.'),
      data: anything('The values.'),
      strict: flag('Fail when a value is missing; by default it is empty.'),
    },
    required: ['template', 'data'],
    output: { result: text('The filled text.') },
    example: {
      input: { template: 'Dear {{ user.name | upper }}, {{ total | fixed: 2 }} due.', data: { user: { name: 'Ann' }, total: 12.5 } },
      output: { result: 'Dear ANN, 12.50 due.' },
    },
  }),
  defineAction({
    name: 'merge',
    description: 'Merges objects; later values win.',
    input: {
      values: list('The values, first to last.'),
      deep: flag('Merge nested objects too (default false).'),
      lists: {
        type: 'string',
        enum: ['replace', 'concat', 'by_index'],
        description: 'What a deep merge does with lists; default replace.',
      },
    },
    required: ['values'],
    output: { result: anything('The merged value.') },
    example: {
      input: { values: [{ a: { x: 1 }, b: 1 }, { a: { y: 2 } }], deep: true },
      output: { result: { a: { x: 1, y: 2 }, b: 1 } },
    },
  }),
  defineAction({
    name: 'omit',
    description: 'Removes members from an object, or from every object of a list.',
    input: { data: anything('The object or list.'), fields: names('Members or paths to remove.') },
    required: ['data', 'fields'],
    output: { result: anything('What is left.') },
    example: { input: { data: [{ a: 1, b: 2 }], fields: ['b'] }, output: { result: [{ a: 1 }] } },
  }),
];
