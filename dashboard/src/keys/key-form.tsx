import type { AgentRef } from '@forgeyard/sdk';
import { useRef, useState, type FormEvent } from 'react';
import { DialogActions } from '../ui/dialog-actions.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Modal } from '../ui/modal.tsx';
import { useNow } from '../ui/now.tsx';
import { KeyFields } from './key-fields.tsx';
import { faultsOf, hasFault, noFaults, type KeyRequest } from './key-request.ts';
import { reviewOf } from './review.ts';

interface KeyFormProps {
  readonly title: string;
  readonly description?: string;
  readonly does: string;
  readonly failed: string;
  readonly first: KeyRequest;
  readonly agents: readonly AgentRef[];
  readonly keepLabel?: string;
  readonly isBusy: boolean;
  readonly error: unknown;
  readonly onSubmit: (request: KeyRequest) => void;
  readonly onClose: () => void;
}

/** The form of a key in a dialog. Its button is always enabled; what is missing is said on submit, and the first fault gets the focus. */
export function KeyForm({ title, description, does, failed, first, isBusy, error, onSubmit, onClose, ...fields }: KeyFormProps) {
  const now = useNow();
  const form = useRef<HTMLFormElement | null>(null);
  const [request, setRequest] = useState(first);
  const [wasSent, setSent] = useState(false);
  const faults = faultsOf(request, now);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setSent(true);
    if (!hasFault(faults) && !isBusy) return onSubmit(request);
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  };
  return (
    <Modal title={title} description={description} isOpen onClose={onClose}>
      <form ref={form} onSubmit={submit} noValidate className="flex flex-col gap-5">
        <KeyFields
          {...fields}
          request={request}
          faults={wasSent ? faults : noFaults}
          change={(part) => setRequest((before) => ({ ...before, ...part }))}
        />
        <section aria-label="Review" className="rounded-md bg-muted p-3">
          <p data-review>{reviewOf(request, now)}</p>
        </section>
        {error !== null && <ErrorPanel title={failed} error={error} />}
        <DialogActions does={does} isBusy={isBusy} onCancel={onClose} />
      </form>
    </Modal>
  );
}
