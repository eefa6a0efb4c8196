import { duration } from '../format/time.ts';
import { cx } from '../ui/cx.ts';

const ticks = [0, 0.25, 0.5, 0.75, 1] as const;

/** The head of the waterfall: five marks of time, two on narrow screens. */
export function Axis({ totalMs }: { readonly totalMs: number }) {
  return (
    <div aria-hidden className="flex h-8 items-center border-b border-border bg-muted text-xs text-muted-foreground">
      <span className="w-[46%] shrink-0 px-3 sm:w-72">Step</span>
      <span className="tabular relative mr-16 h-full flex-1">
        {ticks.map((tick) => (
          <span
            key={tick}
            className={cx(
              'absolute top-1.5 whitespace-nowrap',
              tick === 0 ? '' : tick === 1 ? '-translate-x-full' : 'hidden -translate-x-1/2 md:inline',
              // Beside the panel of the chosen step there is room for the middle only.
              tick % 0.5 !== 0 && 'xl:hidden 2xl:inline',
            )}
            style={{ left: `${tick * 100}%` }}
          >
            {duration(totalMs * tick)}
          </span>
        ))}
      </span>
    </div>
  );
}
