import type { NotificationSettings } from '@forgeyard/sdk';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useForge } from '../api/forge.ts';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { Toggle } from '../ui/toggle.tsx';
import { notificationsQuery } from './notification-queries.ts';
import { PushDevices } from './push-devices.tsx';
import { QuietHours } from './quiet-hours.tsx';
import { Section } from './section.tsx';
import { TestNotification } from './test-notification.tsx';

/** What the person is told about open questions, on which ways, and when not. */
export function NotificationsSection() {
  const forge = useForge();
  const queries = useQueryClient();
  const settings = useQuery(notificationsQuery(forge));
  const save = useMutation({
    mutationFn: (next: NotificationSettings) => forge.notifications.setSettings(next),
    onSuccess: (saved) => queries.setQueryData(['account', 'notifications'], saved),
  });
  return (
    <Section title="Notifications" lead="You are told when an agent waits for you, never of what it merely does.">
      {settings.isPending && <SkeletonRows label="notifications" rows={2} />}
      {settings.isError && (
        <ErrorPanel title="The settings could not be loaded" error={settings.error} onRetry={() => void settings.refetch()} />
      )}
      {save.isError && <ErrorPanel title="The settings were not saved" error={save.error} />}
      {settings.data !== undefined && (
        <Choices settings={settings.data} isBusy={save.isPending} onChange={(next) => !save.isPending && save.mutate(next)} />
      )}
    </Section>
  );
}

interface ChoicesProps {
  readonly settings: NotificationSettings;
  readonly isBusy: boolean;
  readonly onChange: (settings: NotificationSettings) => void;
}

function Choices({ settings, isBusy, onChange }: ChoicesProps) {
  const { channels } = settings;
  const set = (part: Partial<NotificationSettings>) => onChange({ ...settings, ...part });
  return (
    <div className="flex flex-col gap-6">
      <Group title="What">
        <Toggle
          label="Questions"
          hint="An agent needs to know something."
          isOn={settings.questions}
          onChange={(questions) => set({ questions })}
        />
        <Toggle
          label="Approvals"
          hint="An agent wants to use a tool."
          isOn={settings.approvals}
          onChange={(approvals) => set({ approvals })}
        />
        <Toggle label="Reviews" hint="Work waits for a verdict." isOn={settings.reviews} onChange={(reviews) => set({ reviews })} />
        <Toggle
          label="Given to me"
          hint="Somebody assigned a question to you."
          isOn={settings.assigned}
          onChange={(assigned) => set({ assigned })}
        />
      </Group>
      <Group title="Push">
        <Toggle
          label="Push to my devices"
          hint="To every device below, also while no page is open."
          isOn={channels.push}
          onChange={(push) => set({ channels: { ...channels, push } })}
        />
        <PushDevices />
        <TestNotification channel="push" />
      </Group>
      <Group title="E-mail">
        <Toggle label="E-mail to me" isOn={channels.email} onChange={(email) => set({ channels: { ...channels, email } })} />
        <TestNotification channel="email" />
      </Group>
      <Group title="Quiet hours">
        <QuietHours hours={settings.quiet_hours} isBusy={isBusy} onSave={(quiet) => set({ quiet_hours: quiet })} />
      </Group>
    </div>
  );
}

function Group({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <fieldset className="flex min-w-0 flex-col gap-3">
      <legend className="mb-3 font-semibold">{title}</legend>
      {children}
    </fieldset>
  );
}
