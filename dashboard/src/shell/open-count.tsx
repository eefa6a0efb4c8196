import { useQuery } from '@tanstack/react-query';
import { useEffect, type ReactNode } from 'react';
import { useForge } from '../api/forge.ts';
import { openCountQuery } from '../api/queries.ts';
import { OpenCountContext } from '../ui/open-count-context.ts';

const plainIcon = '/favicon.svg';
const dottedIcon = '/favicon-open.svg';

/** Puts the number of open questions into the titles of all pages below it, and a dot on the tab's icon while there are any. */
export function OpenCountProvider({ children }: { readonly children: ReactNode }) {
  const open = useQuery(openCountQuery(useForge())).data ?? 0;
  const icon = open > 0 ? dottedIcon : plainIcon;
  useEffect(() => {
    document.querySelector('link[rel="icon"]')?.setAttribute('href', icon);
    return () => document.querySelector('link[rel="icon"]')?.setAttribute('href', plainIcon);
  }, [icon]);
  return <OpenCountContext value={open}>{children}</OpenCountContext>;
}
