import { Menu } from '@base-ui/react/menu';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { CircleUser } from 'lucide-react';
import { useForge } from '../api/forge.ts';
import type { Me } from '@forgeyard/sdk';

const itemClass = 'flex h-9 w-full cursor-default items-center rounded px-3 outline-none data-highlighted:bg-accent';

interface UserMenuProps {
  readonly me: Me;
  readonly onShortcuts: () => void;
}

/** Who is signed in, the account's own page, the shortcuts and the way out; opens as soon as it is there. */
export function UserMenu({ me, onShortcuts }: UserMenuProps) {
  const forge = useForge();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const signOut = async () => {
    await forge.auth.logout().catch(() => undefined);
    queries.clear();
    await navigate({ to: '/login', search: {} });
  };
  return (
    <Menu.Root defaultOpen>
      <Menu.Trigger aria-label="Your account" className="inline-flex size-9 items-center justify-center rounded-md hover:bg-accent">
        <CircleUser size={19} aria-hidden />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner sideOffset={6} align="end" className="z-40 outline-none">
          <Menu.Popup className="w-60 rounded-lg border border-border bg-popover p-1 text-popover-foreground shadow-lg outline-none">
            <div className="border-b border-border px-3 py-2">
              <p className="truncate font-medium">{me.user?.name ?? 'Owner'}</p>
              <p className="truncate text-xs text-muted-foreground">{me.user?.email}</p>
              <p className="truncate text-xs text-muted-foreground">{me.org.name}</p>
            </div>
            <Menu.Item className={itemClass} onClick={() => void navigate({ to: '/settings/profile' })}>
              Profile & security
            </Menu.Item>
            <Menu.Item className={itemClass} onClick={onShortcuts}>
              Keyboard shortcuts
            </Menu.Item>
            <Menu.Item className={itemClass} onClick={() => void signOut()}>
              Sign out
            </Menu.Item>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
