import type { Agent, LaunchField } from '@forgeyard/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useForge } from '../api/forge.ts';
import { focusFirstFault } from '../sign-in/focus-first-fault.ts';
import { DialogActions } from '../ui/dialog-actions.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Modal } from '../ui/modal.tsx';
import { faultOf } from './draft.ts';
import { LaunchFields } from './launch-fields.tsx';
import { LaunchOutcome } from './launch-outcome.tsx';
import { missingIn, sentValues, valuesOf, type LaunchValues } from './launch-values.ts';

interface LaunchDialogProps {
  readonly agent: Agent;
  readonly fields: readonly LaunchField[];
  readonly onClose: () => void;
}

/** Asks what a launch needs, begins it, and says what became of it. */
export function LaunchDialog({ agent, fields, onClose }: LaunchDialogProps) {
  const forge = useForge();
  const queries = useQueryClient();
  const [values, setValues] = useState<LaunchValues>(() => valuesOf(fields));
  const [wasSent, setSent] = useState(false);
  const start = useMutation({
    mutationFn: () => forge.agents.launch.start(agent.slug, sentValues(values)),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['sessions'] }),
  });
  const missing = missingIn(fields, values);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setSent(true);
    const form = event.currentTarget;
    if (Object.keys(missing).length > 0) return focusFirstFault(form);
    if (!start.isPending) start.mutate(undefined, { onError: () => focusFirstFault(form) });
  };
  return (
    <Modal title={`Launch ${agent.display_name}`} isOpen onClose={onClose}>
      {start.data !== undefined ? (
        <LaunchOutcome launch={start.data} onAgain={() => start.reset()} onClose={onClose} />
      ) : (
        <form onSubmit={submit} noValidate aria-label="Launch" className="flex flex-col gap-4">
          <LaunchFields
            fields={fields}
            values={values}
            stored={[]}
            faultOf={(name) => (wasSent ? missing[name] : undefined) ?? faultOf(start.error, `/fields/${name}`)}
            onChange={(name, value) => {
              setValues((before) => ({ ...before, [name]: value }));
              if (!start.isPending) start.reset();
            }}
          />
          {start.isError && <ErrorPanel title="The agent was not launched" error={start.error} />}
          <DialogActions does={start.isPending ? 'Launching' : 'Launch'} isBusy={start.isPending} onCancel={onClose} />
        </form>
      )}
    </Modal>
  );
}
