import { useContext, useEffect, type ReactNode } from 'react';
import { cx } from './cx.ts';
import { OpenCountContext } from './open-count-context.ts';

interface PageProps {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
  /** As wide as the window, for boards. */
  readonly isWide?: boolean;
  readonly children: ReactNode;
}

/** Sets the tab's title while the page is open. */
export function useTitle(title: string): void {
  const open = useContext(OpenCountContext);
  useEffect(() => {
    document.title = `${open > 0 ? `(${open}) ` : ''}${title} · Forgeyard`;
  }, [title, open]);
}

/** The frame of a list page: heading, one line on what it is, actions, content. */
export function Page({ title, lead, actions, isWide = false, children }: PageProps) {
  useTitle(title);
  return (
    <div className={cx('mx-auto flex w-full flex-col gap-5 p-4 sm:p-6', isWide ? 'max-w-[120rem]' : 'max-w-6xl')}>
      <header className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
        <h1 className="min-w-0 text-2xl font-semibold tracking-tight wrap-anywhere">{title}</h1>
        {actions !== undefined && <div className="flex flex-wrap gap-2">{actions}</div>}
        {lead !== undefined && <p className="basis-full text-muted-foreground">{lead}</p>}
      </header>
      {children}
    </div>
  );
}
