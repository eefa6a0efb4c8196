/** The two tools of the script `three`, small and inline. */
const CSV_TO_JSON = 'data-transform__csv_to_json';
const EVALUATE = 'formula-engine__evaluate';

function offer(name: string, description: string, property: string): unknown {
  const parameters = { type: 'object', properties: { [property]: { type: 'string' } }, required: [property], additionalProperties: false };
  return { type: 'function', function: { name, description, parameters } };
}

export const offers: readonly unknown[] = [
  offer(CSV_TO_JSON, 'Turns CSV text with a header line into a list of objects.', 'csv'),
  offer(EVALUATE, 'Evaluates a spreadsheet formula.', 'formula'),
];

function textOf(input: unknown, name: string): string {
  const value = typeof input === 'object' && input !== null ? Object.entries(input).find(([key]) => key === name)?.[1] : undefined;
  return typeof value === 'string' ? value : '';
}

function csvToJson(csv: string): unknown {
  const [head, ...rows] = csv.trim().split('\n');
  const names = (head ?? '').split(',');
  return { data: rows.map((row) => Object.fromEntries(row.split(',').map((cell, index) => [names[index] ?? String(index), cell]))) };
}

function sum(formula: string): unknown {
  const numbers = /^SUM\((.*)\)$/.exec(formula)?.[1]?.split(',').map(Number) ?? [];
  return { result: numbers.reduce((total, number) => total + number, 0) };
}

/** Runs a tool; an unknown name answers an error text for the model. */
export function runTool(name: string, input: unknown): unknown {
  if (name === CSV_TO_JSON) return csvToJson(textOf(input, 'csv'));
  if (name === EVALUATE) return sum(textOf(input, 'formula'));
  return { error: `unknown tool ${name}` };
}
