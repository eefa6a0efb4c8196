import { styleText } from 'node:util';
import type { Told } from '../program/failure.ts';
import type { Sink, World } from '../program/world.ts';
import { printable } from './printable.ts';
import { table } from './table.ts';

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** Results go to standard output, everything said about them to standard error. */
export interface Output {
  readonly isJson: boolean;
  /** A line of the result. */
  readonly line: (text: string) => void;
  /** A piece of the result, as it is; a terminal gets it without control characters. */
  readonly piece: (text: string) => void;
  readonly json: (value: unknown) => void;
  /** One line of JSON lines. */
  readonly jsonLine: (value: unknown) => void;
  readonly table: (headings: readonly string[], rows: readonly (readonly string[])[]) => void;
  /** A remark beside the result. */
  readonly note: (text: string) => void;
  readonly failure: (told: Told) => void;
  readonly paint: (style: Style, text: string) => string;
}

export function createOutput(world: World, isJson: boolean): Output {
  const paintFor = (sink: Sink) => (hasColor(world, sink) ? painted : plain);
  const [onOut, onErr] = [paintFor(world.stdout), paintFor(world.stderr)];
  const line = (text: string): void => world.stdout.write(`${text}\n`);
  return {
    isJson,
    line,
    piece: (text) => world.stdout.write(world.stdout.isTty ? printable(text) : text),
    json: (value) => line(JSON.stringify(value, null, 2)),
    jsonLine: (value) => line(JSON.stringify(value)),
    table: (headings, rows) => {
      const { head, lines } = table(headings, rows);
      for (const text of [onOut('bold', head), ...lines]) line(text);
    },
    note: (text) => world.stderr.write(`${onErr('dim', printable(text))}\n`),
    failure: (told) => world.stderr.write(isJson ? `${JSON.stringify(jsonOf(told))}\n` : humanOf(told, onErr)),
    paint: onOut,
  };
}

type Paint = (style: Style, text: string) => string;

const painted: Paint = (style, text) => styleText(style, text, { validateStream: false });
const plain: Paint = (_style, text) => text;

/** Source: no-color.org; a pipe or a file never gets colours. */
function hasColor({ env }: World, sink: Sink): boolean {
  return sink.isTty && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
}

function humanOf(told: Told, paint: Paint): string {
  const lines = [`${paint('red', 'error:')} ${printable(told.message)} ${paint('dim', `(${told.code})`)}`];
  lines.push(...told.fields.map(({ pointer, detail }) => `  ${pointer === '' ? '/' : pointer}: ${printable(detail)}`));
  if (told.requestId !== null) lines.push(paint('dim', `  request id: ${told.requestId}`));
  if (told.hint !== null) lines.push(`  ${told.hint}`);
  return `${lines.join('\n')}\n`;
}

function jsonOf({ code, message, status, requestId, fields, hint }: Told): unknown {
  return { error: { code, message, status, request_id: requestId, errors: fields, hint } };
}
