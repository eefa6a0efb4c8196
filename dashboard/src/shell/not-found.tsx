import { Link } from '@tanstack/react-router';
import { buttonClass } from '../ui/button.tsx';
import { useTitle } from '../ui/page.tsx';

/** The page for an address that leads nowhere. */
export function NotFound() {
  useTitle('Not found');
  return (
    <main className="mx-auto flex max-w-md flex-col items-start gap-4 p-8 pt-24">
      <p className="font-mono text-sm text-muted-foreground">404</p>
      <h1 className="text-2xl font-semibold tracking-tight">There is no such page</h1>
      <p className="text-muted-foreground">The address may be misspelt, or what it named was deleted.</p>
      <Link to="/agents" className={buttonClass('primary')}>
        Go to the agents
      </Link>
    </main>
  );
}
