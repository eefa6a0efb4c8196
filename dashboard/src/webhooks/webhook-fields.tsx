import { Choice, Field } from '../ui/field.tsx';
import { TextField } from '../ui/text-field.tsx';
import { EventPicker } from './event-picker.tsx';
import type { WebhookDraft, WebhookFaults } from './webhook-form.ts';

interface WebhookFieldsProps {
  readonly draft: WebhookDraft;
  readonly faults: WebhookFaults;
  readonly change: (part: Partial<WebhookDraft>) => void;
}

/** Address, events, signature style and retries of an endpoint. */
export function WebhookFields({ draft, faults, change }: WebhookFieldsProps) {
  return (
    <>
      <TextField
        label="URL"
        hint="A public https address. Private networks are refused, now and at every delivery."
        error={faults.url}
        type="url"
        autoComplete="off"
        spellCheck={false}
        placeholder="https://example.org/hooks/forgeyard"
        className="font-mono"
        value={draft.url}
        onText={(url) => change({ url })}
      />
      <TextField
        label="Description"
        hint="For people; optional."
        autoComplete="off"
        value={draft.description}
        onText={(description) => change({ description })}
      />
      <EventPicker choice={draft.choice} onChange={(choice) => change({ choice })} error={faults.events} />
      <Manner draft={draft} change={change} />
    </>
  );
}

/** How a delivery is signed, and how often it is tried again. */
function Manner({ draft, change }: Pick<WebhookFieldsProps, 'draft' | 'change'>) {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label="Style" hint={styleHints[draft.style]}>
        {(control) => (
          <Choice
            {...control}
            value={draft.style}
            onChange={(event) => change({ style: event.target.value === 'cavendo' ? 'cavendo' : 'standard' })}
          >
            <option value="standard">Standard Webhooks</option>
            <option value="cavendo">Cavendo headers too</option>
          </Choice>
        )}
      </Field>
      <Field label="Retries" hint={scheduleHints[draft.schedule]}>
        {(control) => (
          <Choice
            {...control}
            value={draft.schedule}
            onChange={(event) => change({ schedule: event.target.value === 'short' ? 'short' : 'standard' })}
          >
            <option value="standard">Standard: for days</option>
            <option value="short">Short: within the hour</option>
          </Choice>
        )}
      </Field>
    </div>
  );
}

const styleHints = {
  standard: 'Signed by webhook-id, webhook-timestamp and webhook-signature.',
  cavendo: 'Body with event instead of type, and X-Cavendo-Signature besides the standard headers.',
} as const;

const scheduleHints = {
  standard: 'Ten attempts in about three days, with growing pauses.',
  short: 'Four attempts in 36 minutes: again after 1, 5 and 30 minutes.',
} as const;
