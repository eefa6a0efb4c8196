import type { Agent, LaunchConfig } from '@forgeyard/sdk';
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { Rocket } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { Section } from '../account/section.tsx';
import { useForge } from '../api/forge.ts';
import { managersOnly, useMay } from '../api/use-may.ts';
import { Button } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { Status } from '../ui/status.tsx';
import { LaunchForm } from './launch-form.tsx';
import { launchQuery, launchTypesQuery } from './launch-queries.ts';

const LaunchDialog = lazy(async () => ({ default: (await import('./launch-dialog.tsx')).LaunchDialog }));

/** How an agent that runs elsewhere is begun from here, and beginning it. */
export function LaunchTab({ agent }: { readonly agent: Agent }) {
  const forge = useForge();
  const { manage, takePart } = useMay();
  const { type } = useSearch({ from: '/shell/agents/$slug' });
  const types = useQuery(launchTypesQuery(forge));
  const launch = useQuery(launchQuery(forge, agent.slug));
  const error = types.error ?? launch.error;
  const reload = () => void Promise.all([types.refetch(), launch.refetch()]);
  if (error !== null) return <ErrorPanel title="The launch configuration could not be loaded" error={error} onRetry={reload} />;
  if (types.data === undefined || launch.data === undefined) return <SkeletonRows label="launch configuration" rows={3} />;
  const saved = launch.data;
  return (
    <div className="flex flex-col gap-5 pb-6">
      <Section
        title="Launch"
        lead="The agent works somewhere else. A launch asks a webhook of yours to begin it, with a session and a key of its own."
        mark={saved !== null && <Status value={saved.is_active ? 'active' : 'inactive'} />}
        actions={saved !== null && takePart && <LaunchButton agent={agent} saved={saved} />}
      >
        {manage ? (
          <LaunchForm agent={agent} types={types.data} saved={saved} first={type} />
        ) : (
          <p className="text-muted-foreground">{managersOnly}</p>
        )}
      </Section>
    </div>
  );
}

function LaunchButton({ agent, saved }: { readonly agent: Agent; readonly saved: LaunchConfig }) {
  const [isOpen, setOpen] = useState(false);
  if (!saved.is_active) return null;
  return (
    <>
      <Button look="primary" className="max-sm:h-11 max-sm:flex-1" onClick={() => setOpen(true)}>
        <Rocket size={16} aria-hidden />
        Launch
      </Button>
      <Suspense>{isOpen && <LaunchDialog agent={agent} fields={saved.runtime_fields} onClose={() => setOpen(false)} />}</Suspense>
    </>
  );
}
