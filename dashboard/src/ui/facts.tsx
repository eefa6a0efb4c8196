import type { ReactNode } from 'react';

/** Named values in a row that wraps. */
export function Facts({ facts }: { readonly facts: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className="tabular flex flex-wrap gap-x-6 gap-y-2">
      {facts.map(([name, value]) => (
        <div key={name} className="max-w-full min-w-0 wrap-anywhere">
          <dt className="text-xs text-muted-foreground">{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
