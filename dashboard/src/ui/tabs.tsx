import { Tabs as BaseTabs } from '@base-ui/react/tabs';
import type { ReactNode } from 'react';

export interface TabItem {
  readonly id: string;
  readonly label: string;
  readonly content: ReactNode;
}

interface TabsProps {
  readonly label: string;
  readonly items: readonly TabItem[];
  readonly active: string;
  readonly onChange: (id: string) => void;
}

/** Tabs whose panels are rendered only while they are open. */
export function Tabs({ label, items, active, onChange }: TabsProps) {
  return (
    <BaseTabs.Root value={active} onValueChange={(value) => onChange(String(value))} className="flex min-h-0 flex-1 flex-col">
      <BaseTabs.List aria-label={label} activateOnFocus className="flex shrink-0 gap-1 overflow-x-auto border-b border-border">
        {items.map((item) => (
          <BaseTabs.Tab
            key={item.id}
            value={item.id}
            className="h-10 border-b-2 border-transparent px-3 whitespace-nowrap text-muted-foreground -outline-offset-2! hover:text-foreground data-active:border-primary data-active:font-medium data-active:text-foreground"
          >
            {item.label}
          </BaseTabs.Tab>
        ))}
      </BaseTabs.List>
      {items.map((item) => (
        <BaseTabs.Panel key={item.id} value={item.id} className="flex min-h-0 flex-1 flex-col pt-4">
          {item.content}
        </BaseTabs.Panel>
      ))}
    </BaseTabs.Root>
  );
}
