import { z } from 'zod';

/** The two tools of the script `three`, in the form every peer can wrap. */
export const tools = [
  {
    name: 'data-transform__csv_to_json',
    description: 'Turns CSV text with a header line into a list of objects.',
    parameters: z.object({ csv: z.string() }),
    run({ csv }) {
      const [head, ...rows] = csv.trim().split('\n');
      const names = head.split(',');
      return { data: rows.map((row) => Object.fromEntries(row.split(',').map((cell, index) => [names[index], cell]))) };
    },
  },
  {
    name: 'formula-engine__evaluate',
    description: 'Evaluates a spreadsheet formula.',
    parameters: z.object({ formula: z.string() }),
    run({ formula }) {
      const numbers = /^SUM\((.*)\)$/.exec(formula)?.[1]?.split(',').map(Number) ?? [];
      return { result: numbers.reduce((total, number) => total + number, 0) };
    },
  },
];

export const scripts = ['one', 'three', 'long'];
export const instructions = 'Answer briefly.';

/** `--port` and `--model` as given by the benchmark. */
export function settings() {
  const value = (name) => process.argv[process.argv.indexOf(name) + 1];
  return { port: Number(value('--port')), modelUrl: `${value('--model')}/v1` };
}
