import { Link, Outlet } from '@tanstack/react-router';
import { Shell } from '../shell/shell.tsx';
import { ThemeSwitch } from '../shell/theme-switch.tsx';
import { buttonClass } from '../ui/button.tsx';
import { useVisitor } from './use-visitor.ts';

/** The frame of public pages: the usual one for a person who is signed in, a plain one for everybody else. */
export function PublicFrame() {
  const visitor = useVisitor();
  if (visitor.state === 'asking') return null;
  return visitor.state === 'member' ? <Shell /> : <PlainFrame />;
}

function PlainFrame() {
  return (
    <div className="flex min-h-dvh flex-col">
      <a href="#content" className="sr-only z-50 rounded bg-card p-3 focus:not-sr-only focus:fixed focus:top-2 focus:left-2">
        Skip to the content
      </a>
      <header className="sticky top-0 z-30 flex h-14 shrink-0 items-center gap-2 border-b border-border bg-background px-4">
        <Link to="/directory" search={{}} className="flex items-center gap-2 font-semibold tracking-tight">
          <img src="/favicon.svg" alt="" width={24} height={24} />
          Forgeyard
        </Link>
        <div className="ml-auto flex items-center gap-2">
          <ThemeSwitch />
          <Link to="/login" search={{}} className={buttonClass()}>
            Sign in
          </Link>
        </div>
      </header>
      <main id="content" tabIndex={-1} className="flex min-w-0 flex-1 flex-col outline-none">
        <Outlet />
      </main>
    </div>
  );
}
