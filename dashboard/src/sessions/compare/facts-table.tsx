import type { SessionDetail } from '@forgeyard/sdk';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { duration } from '../../format/time.ts';
import { count } from '../../format/value.ts';
import { Moment } from '../../ui/moment.tsx';
import { SessionStatus } from '../session-status.tsx';
import { nameOf, sourceOf } from '../source.ts';
import type { Side } from './side.ts';

const cell = 'px-3 py-2 align-top wrap-anywhere';

interface SidesProps {
  readonly one: Side;
  readonly other: Side;
}

/** What two sessions are, fact by fact; numbers with how much the second differs. */
export function FactsTable({ one, other }: SidesProps) {
  const sides = [one.session, other.session];
  const words: readonly (readonly [string, (session: SessionDetail) => ReactNode])[] = [
    ['Status', (session) => <SessionStatus session={session} />],
    ['Agent', (session) => <bdi>{session.agent.display_name}</bdi>],
    ['Source', sourceOf],
    ['Started', (session) => <Moment at={session.started_at} />],
  ];
  return (
    <div role="region" aria-label="Facts" tabIndex={0} className="overflow-x-auto rounded-lg border border-border bg-card">
      <table className="w-full min-w-xl table-fixed text-left">
        <thead className="border-b border-border bg-muted">
          <tr>
            <th scope="col" className="w-32 px-3 py-2 text-xs font-medium text-muted-foreground">
              Fact
            </th>
            {sides.map((session) => (
              <th key={session.id} scope="col" className={cell}>
                <Link
                  to="/sessions/$id"
                  params={{ id: session.id }}
                  className="line-clamp-2 font-medium text-primary underline underline-offset-2"
                >
                  <bdi>{nameOf(session)}</bdi>
                </Link>
              </th>
            ))}
            <th scope="col" className="w-36 px-3 py-2 text-right text-xs font-medium text-muted-foreground">
              Difference
            </th>
          </tr>
        </thead>
        <tbody className="divide-y divide-border">
          {words.map(([title, show]) => (
            <tr key={title}>
              <Title>{title}</Title>
              {sides.map((session) => (
                <td key={session.id} className={cell}>
                  {show(session)}
                </td>
              ))}
              <td />
            </tr>
          ))}
          {numbers.map(([title, read, show]) => (
            <Numbers key={title} title={title} values={[read(one.session), read(other.session)]} show={show} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

const numbers: readonly (readonly [string, (session: SessionDetail) => number | null, (value: number) => string])[] = [
  ['Duration', ({ started_at: from, ended_at: to }) => (to === null ? null : Date.parse(to) - Date.parse(from)), duration],
  ['Messages', (session) => session.messages_count, count],
  ['Runs', (session) => session.runs_count, count],
  ['Tokens in', (session) => session.tokens.input, count],
  ['Tokens out', (session) => session.tokens.output, count],
];

function Title({ children }: { readonly children: string }) {
  return (
    <th scope="row" className="px-3 py-2 align-top font-normal text-muted-foreground">
      {children}
    </th>
  );
}

interface NumbersProps {
  readonly title: string;
  readonly values: readonly [number | null, number | null];
  readonly show: (value: number) => string;
}

function Numbers({ title, values: [one, other], show }: NumbersProps) {
  return (
    <tr>
      <Title>{title}</Title>
      <td className={cell}>{one === null ? 'goes on' : show(one)}</td>
      <td className={cell}>{other === null ? 'goes on' : show(other)}</td>
      <td className={`${cell} text-right`}>{one === null || other === null ? '–' : differenceOf(one, other, show)}</td>
    </tr>
  );
}

/** How much the second is above or below the first, with its share. */
export function differenceOf(one: number, other: number, show: (value: number) => string): string {
  if (one === other) return 'the same';
  const sign = other > one ? '+' : '−';
  const share = one === 0 ? '' : ` (${sign}${Math.round((Math.abs(other - one) / one) * 100)} %)`;
  return `${sign}${show(Math.abs(other - one))}${share}`;
}
