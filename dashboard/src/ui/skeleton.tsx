/** Grey rows in the place of a list that loads; shown only after 150 ms. */
export function SkeletonRows({ rows = 5, label }: { readonly rows?: number; readonly label: string }) {
  return (
    <div aria-busy="true" className="appear-late flex flex-col gap-2">
      <span role="status" className="sr-only">
        Loading {label}
      </span>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="h-11 animate-pulse rounded-md bg-muted" />
      ))}
    </div>
  );
}
