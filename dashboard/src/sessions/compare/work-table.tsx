import { duration } from '../../format/time.ts';
import { count } from '../../format/value.ts';
import { barLooks, kindWords } from '../../traces/span-looks.ts';
import { Panel } from '../../ui/panel.tsx';
import { differenceOf } from './facts-table.tsx';
import { pairsOf, type Work } from './side.ts';

interface WorkTableProps {
  readonly one: readonly Work[];
  readonly other: readonly Work[];
}

const rowsMax = 200;
const cell = 'px-3 py-2 align-top';

/** What two sessions did: every kind of step with how often and how long, the longest 200 at most. */
export function WorkTable({ one, other }: WorkTableProps) {
  const pairs = pairsOf(one, other);
  return (
    <Panel title="Steps">
      {pairs.length === 0 ? (
        <p className="text-muted-foreground">Neither of them has any steps.</p>
      ) : (
        <div role="region" aria-label="Steps of both" tabIndex={0} className="overflow-x-auto rounded-lg border border-border">
          <table className="w-full min-w-xl text-left">
            <thead className="bg-muted text-xs text-muted-foreground">
              <tr>
                {['Step', 'First', 'Second', 'Difference'].map((title, place) => (
                  <th key={title} scope="col" className={`${cell} font-medium ${place === 0 ? '' : 'text-right'}`}>
                    {title}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody className="divide-y divide-border">
              {pairs.slice(0, rowsMax).map(({ key, name, kind, one: left, other: right }) => (
                <tr key={key}>
                  <th scope="row" className={`${cell} font-normal wrap-anywhere`}>
                    <span aria-hidden className={`mr-2 inline-block size-2.5 rounded-xs ${barLooks[kind]}`} />
                    <span className="font-mono text-xs">{name}</span>{' '}
                    <span className="text-xs text-muted-foreground">{kindWords[kind]}</span>
                  </th>
                  <td className={`${cell} text-right`}>
                    <Sum work={left} />
                  </td>
                  <td className={`${cell} text-right`}>
                    <Sum work={right} />
                  </td>
                  <td className={`${cell} text-right`}>
                    {left === undefined
                      ? 'only in the second'
                      : right === undefined
                        ? 'only in the first'
                        : differenceOf(left.ms, right.ms, duration)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}

function Sum({ work }: { readonly work: Work | undefined }) {
  if (work === undefined) return '–';
  return (
    <>
      {count(work.count)} × · {duration(work.ms)}
      {work.failed > 0 && <span className="block text-xs text-destructive">{count(work.failed)} failed</span>}
    </>
  );
}
