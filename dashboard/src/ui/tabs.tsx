import { useId, type ReactNode } from 'react';
import { TabList, TabPanel } from './tab-list.tsx';

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
  const idPrefix = useId();
  const row = { idPrefix, active };
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <TabList {...row} label={label} items={items} onChange={onChange} />
      <TabPanel key={active} {...row} className="min-h-0">
        {items.find(({ id }) => id === active)?.content}
      </TabPanel>
    </div>
  );
}
