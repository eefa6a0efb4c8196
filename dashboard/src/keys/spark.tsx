import type { Credential } from '@forgeyard/sdk';
import { count } from '../format/value.ts';

const widthPx = 60;
const heightPx = 20;

/** The requests of 30 days as a number and a line of small bars. */
export function Spark({ credential }: { readonly credential: Credential }) {
  const { requests_30d: total, requests_daily: daily } = credential;
  const said = total === 0 ? 'No request in 30 days' : `${count(total)} requests in 30 days`;
  return (
    <span className="inline-flex items-center gap-2" title={said}>
      {total > 0 && <Bars values={daily} said={said} />}
      <span className={total === 0 ? 'text-muted-foreground' : undefined}>{count(total)}</span>
    </span>
  );
}

function Bars({ values, said }: { readonly values: readonly number[]; readonly said: string }) {
  const most = Math.max(1, ...values);
  const step = widthPx / Math.max(1, values.length);
  return (
    <svg role="img" aria-label={said} width={widthPx} height={heightPx} viewBox={`0 0 ${widthPx} ${heightPx}`} className="shrink-0">
      <line x1={0} x2={widthPx} y1={heightPx - 0.5} y2={heightPx - 0.5} className="stroke-border" />
      {values.map((value, place) => {
        const height = value === 0 ? 0 : Math.max(2, (value / most) * heightPx);
        return (
          <rect
            key={place}
            x={place * step}
            y={heightPx - height}
            width={Math.max(0.5, step - 0.5)}
            height={height}
            className="fill-(--bar-model)"
          />
        );
      })}
    </svg>
  );
}
