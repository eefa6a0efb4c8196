import { Menu } from '@base-ui/react/menu';
import type { Me, MyOrg } from '@forgeyard/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Check, Plus } from 'lucide-react';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useForge } from '../api/forge.ts';

const CreateOrg = lazy(async () => ({ default: (await import('../members/create-org.tsx')).CreateOrg }));
const itemClass =
  'grid min-h-9 w-full cursor-default grid-cols-[1.5rem_1fr] items-center rounded px-2 outline-none data-highlighted:bg-accent';

interface OrgMenuProps {
  readonly me: Me;
  readonly triggerClass: string;
  readonly onGo?: (() => void) | undefined;
  readonly children: ReactNode;
}

/** The organizations of the person: one click acts in another one; opens as soon as it is there. */
export function OrgMenu({ me, triggerClass, onGo, children }: OrgMenuProps) {
  const forge = useForge();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [isCreating, setCreating] = useState(false);
  const change = useMutation({
    mutationFn: (id: string) => forge.orgs.switch(id),
    // Everything that is loaded belongs to the other organization.
    onSuccess: async () => {
      void queries.resetQueries();
      await navigate({ to: '/agents' });
      onGo?.();
    },
  });
  const choose = (id: unknown) => {
    if (typeof id === 'string' && id !== me.org.id) change.mutate(id);
  };
  return (
    <>
      <Menu.Root defaultOpen>
        <Menu.Trigger className={triggerClass}>{children}</Menu.Trigger>
        <Menu.Portal>
          <Menu.Positioner sideOffset={4} align="start" className="z-60 outline-none">
            <Menu.Popup className="w-60 rounded-lg border border-border bg-popover p-1 text-popover-foreground shadow-lg outline-none">
              <Menu.RadioGroup value={me.org.id} onValueChange={choose} className="max-h-72 overflow-y-auto">
                {me.orgs.map((org) => (
                  <OrgItem key={org.id} org={org} />
                ))}
              </Menu.RadioGroup>
              <Menu.Separator className="my-1 h-px bg-border" />
              <Menu.Item className={itemClass} onClick={() => setCreating(true)}>
                <Plus size={15} aria-hidden />
                New organization
              </Menu.Item>
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
      <p role="alert" className="px-1 pt-1 text-xs text-destructive empty:hidden">
        {change.isError ? 'Changing the organization failed. Try again.' : ''}
      </p>
      <Suspense>{isCreating && <CreateOrg onClose={() => setCreating(false)} />}</Suspense>
    </>
  );
}

function OrgItem({ org }: { readonly org: MyOrg }) {
  return (
    <Menu.RadioItem value={org.id} closeOnClick className={itemClass}>
      <Menu.RadioItemIndicator className="col-start-1">
        <Check size={15} aria-hidden />
      </Menu.RadioItemIndicator>
      <span className="col-start-2 min-w-0 py-1">
        <span className="block truncate">{org.name}</span>
        <span className="block text-xs text-muted-foreground">{org.role}</span>
      </span>
    </Menu.RadioItem>
  );
}
