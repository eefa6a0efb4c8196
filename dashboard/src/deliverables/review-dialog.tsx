import type { DeliverableWithVersions, Verdict } from '@forgeyard/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState, type FormEvent, type KeyboardEvent } from 'react';
import { statusOf } from '../api/failure.ts';
import { useForge } from '../api/forge.ts';
import { focusFirstFault } from '../sign-in/focus-first-fault.ts';
import { DialogActions } from '../ui/dialog-actions.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Field, TextArea } from '../ui/field.tsx';
import { Modal } from '../ui/modal.tsx';
import { decisionWords } from './review-words.ts';

interface ReviewDialogProps {
  readonly deliverable: DeliverableWithVersions;
  readonly decision: Verdict;
  readonly onDone: (decision: Verdict) => void;
  /** The verdict was refused because another version has arrived meanwhile. */
  readonly onNewer: () => void;
  readonly onClose: () => void;
}

/** Asks for the words that a verdict needs, then gives it. What was written stays when the server refuses. */
export function ReviewDialog({ deliverable, decision, onDone, onNewer, onClose }: ReviewDialogProps) {
  const forge = useForge();
  const queries = useQueryClient();
  const form = useRef<HTMLFormElement | null>(null);
  const [text, setText] = useState('');
  const [isMissing, setMissing] = useState(false);
  const words = decisionWords[decision];
  const feedback = text.trim();
  const review = useMutation({
    mutationFn: () =>
      forge.deliverables.review(deliverable.id, {
        decision,
        expected_version: deliverable.version,
        ...(feedback === '' ? {} : { feedback }),
      }),
    onSuccess: () => onDone(decision),
    onError: (error) => statusOf(error) === 409 && onNewer(),
    onSettled: () =>
      Promise.all([queries.invalidateQueries({ queryKey: ['deliverables'] }), queries.invalidateQueries({ queryKey: ['tasks'] })]),
  });
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    const isIncomplete = words.missing !== null && feedback === '';
    setMissing(isIncomplete);
    if (!isIncomplete) return review.isPending ? undefined : review.mutate();
    if (form.current !== null) focusFirstFault(form.current);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit();
  };
  return (
    <Modal title={words.title} description={`${deliverable.title}, version ${deliverable.version}`} isOpen onClose={onClose}>
      <form ref={form} onSubmit={submit} onKeyDown={onKeyDown} noValidate className="flex flex-col gap-5">
        <Field label={words.label} hint={`${words.hint} Ctrl Enter sends.`} error={isMissing ? words.missing : null}>
          {(control) => <TextArea {...control} rows={5} value={text} onChange={(event) => setText(event.target.value)} />}
        </Field>
        {review.isError && <ErrorPanel title="The verdict was not taken" error={review.error} />}
        <DialogActions
          does={words.does}
          look={decision === 'rejected' ? 'danger' : 'primary'}
          isBusy={review.isPending}
          onCancel={onClose}
        />
      </form>
    </Modal>
  );
}
