import { useQuery } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import type { Me } from '@forgeyard/sdk';
import { CircleUser, Menu } from 'lucide-react';
import { lazy, Suspense, useCallback, useEffect, useState } from 'react';
import { useForge } from '../api/forge.ts';
import { meQuery } from '../api/queries.ts';
import { IconButton } from '../ui/button.tsx';
import { NowProvider } from '../ui/now.tsx';
import { Letters } from './letters.tsx';
import { OpenCountProvider } from './open-count.tsx';
import { PaletteButton, usePaletteKey } from './palette-button.tsx';
import { OrgSwitch } from './org-switch.tsx';
import { Brand, RailLinks } from './rail.tsx';
import { ThemeSwitch } from './theme-switch.tsx';

const Drawer = lazy(async () => ({ default: (await import('./drawer.tsx')).Drawer }));
const LivePill = lazy(async () => ({ default: (await import('./live-pill.tsx')).LivePill }));
const LiveQueries = lazy(async () => ({ default: (await import('./live-queries.tsx')).LiveQueries }));
const OfflineNote = lazy(async () => ({ default: (await import('./offline-note.tsx')).OfflineNote }));
const ShortcutSheet = lazy(async () => ({ default: (await import('./shortcut-sheet.tsx')).ShortcutSheet }));
const Palette = lazy(async () => ({ default: (await import('../palette/palette.tsx')).Palette }));
const UserMenu = lazy(async () => ({ default: (await import('./user-menu.tsx')).UserMenu }));

/** The frame of every signed-in page: rail, top bar, content. */
export function Shell() {
  const [open, setOpen] = useState<'drawer' | 'sheet' | 'palette' | null>(null);
  const showSheet = useCallback(() => setOpen('sheet'), []);
  const close = () => setOpen(null);
  const showPalette = useCallback(() => setOpen('palette'), []);
  usePaletteKey(showPalette);
  const me = useQuery(meQuery(useForge())).data;
  // Asked for together with what listens to it.
  useEffect(() => void import('../api/live-connection.ts'), []);
  // To be at hand when nothing can be loaded any more.
  useEffect(() => void import('./route-error.tsx').catch(() => undefined), []);
  return (
    <NowProvider>
      <a href="#content" className="sr-only z-50 rounded bg-card p-3 focus:not-sr-only focus:fixed focus:top-2 focus:left-2">
        Skip to the content
      </a>
      <div className="flex min-h-dvh">
        <aside className="sticky top-0 hidden h-dvh w-56 shrink-0 flex-col border-r border-border bg-card lg:flex">
          <Brand />
          {me !== undefined && <OrgSwitch me={me} />}
          <RailLinks />
          <p className="mt-auto truncate px-4 py-3 text-xs text-muted-foreground">Forgeyard {me?.server.version}</p>
        </aside>
        <div className="flex min-w-0 flex-1 flex-col">
          <header className="sticky top-0 z-30 flex h-14 shrink-0 items-center gap-2 border-b border-border bg-background px-3 sm:px-4">
            <IconButton label="Menu" className="lg:hidden" onClick={() => setOpen('drawer')}>
              <Menu size={19} aria-hidden />
            </IconButton>
            <PaletteButton onOpen={showPalette} />
            <div className="ml-auto flex items-center gap-2">
              <Suspense>
                <LivePill />
              </Suspense>
              <ThemeSwitch />
              {me !== undefined && <Account me={me} onShortcuts={showSheet} />}
            </div>
          </header>
          <Suspense>
            <OfflineNote />
          </Suspense>
          <main id="content" tabIndex={-1} className="flex min-w-0 flex-1 flex-col outline-none">
            <OpenCountProvider>
              <Outlet />
            </OpenCountProvider>
          </main>
        </div>
      </div>
      <Letters onSheet={showSheet} />
      <Suspense>
        <LiveQueries />
      </Suspense>
      <Suspense>
        {open === 'drawer' && <Drawer me={me} isOpen onClose={close} />}
        {open === 'palette' && <Palette isOpen onClose={close} />}
        {open === 'sheet' && <ShortcutSheet isOpen onClose={close} />}
      </Suspense>
    </NowProvider>
  );
}

/** The account button; the menu behind it is loaded only when it is wanted, because its positioning code is large. */
function Account({ me, onShortcuts }: { readonly me: Me; readonly onShortcuts: () => void }) {
  const [isWanted, setWanted] = useState(false);
  const button = (
    <IconButton
      label="Your account"
      aria-haspopup="menu"
      onPointerEnter={() => void import('./user-menu.tsx')}
      onClick={() => setWanted(true)}
    >
      <CircleUser size={19} aria-hidden />
    </IconButton>
  );
  return <Suspense fallback={button}>{isWanted ? <UserMenu me={me} onShortcuts={onShortcuts} /> : button}</Suspense>;
}
