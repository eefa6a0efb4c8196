import type { Me } from '@forgeyard/sdk';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Circle, CircleCheck, X } from 'lucide-react';
import { useState } from 'react';
import { useForge } from '../api/forge.ts';
import { agentsQuery, credentialsQuery, meQuery, providersQuery } from '../api/queries.ts';
import { isManager } from '../members/role-words.ts';
import { IconButton } from '../ui/button.tsx';
import { cx } from '../ui/cx.ts';
import { dismissChecklist, isChecklistDismissed } from './checklist-memory.ts';
import { checklistSteps, type ChecklistStep } from './checklist-steps.ts';

const renewMs = 5_000;

/** The first steps of a fresh server, which tick themselves; for owners and admins, until all are done or it is closed. */
export function Checklist() {
  const me = useQuery(meQuery(useForge())).data;
  const [isClosed, setClosed] = useState(false);
  if (me === undefined || !isManager(me.user?.role) || isClosed || isChecklistDismissed(me.org.id)) return null;
  const close = () => {
    dismissChecklist(me.org.id);
    setClosed(true);
  };
  return <Steps me={me} onClose={close} />;
}

function Steps({ me, onClose }: { readonly me: Me; readonly onClose: () => void }) {
  const forge = useForge();
  const live = { refetchInterval: renewMs };
  const agents = useQuery({ ...agentsQuery(forge), ...live }).data;
  const keys = useQuery({ ...credentialsQuery(forge), ...live }).data;
  const providers = useQuery({ ...providersQuery(forge), ...live }).data;
  if (agents === undefined || keys === undefined || providers === undefined) return null;
  const steps = checklistSteps({ hasPassword: me.user?.has_password === true, agents, keys, providers });
  const done = steps.filter((step) => step.isDone).length;
  if (done === steps.length) return null;
  return (
    <section aria-label="First steps" className="rounded-lg border border-border bg-card p-4">
      <header className="flex items-center justify-between gap-3">
        <h2 className="font-semibold">
          First steps{' '}
          <span role="status" className="tabular text-xs font-normal text-muted-foreground">
            {done} of {steps.length} done
          </span>
        </h2>
        <IconButton label="Close the first steps" onClick={onClose}>
          <X size={16} aria-hidden />
        </IconButton>
      </header>
      <ol className="grid gap-x-6 gap-y-1 sm:grid-cols-2 lg:grid-cols-5">
        {steps.map((step) => (
          <Step key={step.to} step={step} />
        ))}
      </ol>
    </section>
  );
}

function Step({ step }: { readonly step: ChecklistStep }) {
  const Icon = step.isDone ? CircleCheck : Circle;
  return (
    <li className={cx('flex items-start gap-2 py-1.5', step.isDone && 'max-sm:hidden')}>
      <Icon size={18} className={step.isDone ? 'mt-0.5 shrink-0 text-success' : 'mt-0.5 shrink-0 text-muted-foreground'} aria-hidden />
      <div className="min-w-0">
        <Link to={step.to} className="inline-flex min-h-6 items-center font-medium underline-offset-2 hover:underline">
          {step.label}
          <span className="sr-only">{step.isDone ? ' (done)' : ' (open)'}</span>
        </Link>
        <p className="text-xs text-muted-foreground">{step.why}</p>
      </div>
    </li>
  );
}
