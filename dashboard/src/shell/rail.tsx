import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useForge } from '../api/forge.ts';
import { openCountQuery } from '../api/queries.ts';
import { places } from './places.ts';

/** The name and mark of the product, linking home. */
export function Brand() {
  return (
    <Link to="/" className="flex h-14 items-center gap-2 px-4 text-base font-semibold tracking-tight">
      <img src="/favicon.svg" alt="" width={24} height={24} />
      Forgeyard
    </Link>
  );
}

/** The links of the left rail; the inbox shows how many questions are open. */
export function RailLinks({ onGo }: { readonly onGo?: () => void }) {
  const open = useQuery(openCountQuery(useForge())).data ?? 0;
  return (
    <nav aria-label="Main" className="flex flex-col gap-0.5 px-2">
      {places.map(({ to, label, Icon }) => (
        <Link
          key={to}
          to={to}
          onClick={onGo}
          activeOptions={{ includeSearch: false, exact: to === '/' }}
          className="flex h-9 items-center gap-3 rounded-md px-3 text-muted-foreground hover:bg-accent hover:text-foreground aria-[current=page]:bg-accent aria-[current=page]:font-medium aria-[current=page]:text-foreground"
        >
          <Icon size={17} aria-hidden />
          {label}
          {to === '/inbox' && open > 0 && (
            <span className="ml-auto rounded-full bg-warning-muted px-2 text-xs font-medium text-warning">
              {open}
              <span className="sr-only"> open questions</span>
            </span>
          )}
        </Link>
      ))}
    </nav>
  );
}
