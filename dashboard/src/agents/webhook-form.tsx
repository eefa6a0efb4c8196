import type { Agent, AgentWebhook } from '@forgeyard/sdk';
import { Button } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { TextField } from '../ui/text-field.tsx';
import { EventPicker } from '../webhooks/event-picker.tsx';
import { useWebhookForm } from './use-webhook-form.ts';

interface WebhookFormProps {
  readonly agent: Agent;
  readonly saved: AgentWebhook | null;
  readonly onSecret: (secret: string) => void;
}

/** Address and events of an agent's inline webhook. */
export function WebhookForm(props: WebhookFormProps) {
  const form = useWebhookForm(props);
  const isNew = props.saved === null;
  return (
    <form onSubmit={form.submit} noValidate aria-label="Webhook" className="flex max-w-2xl flex-col gap-5">
      <TextField
        label="URL"
        hint="A public https address. Private networks are refused, now and at every delivery."
        error={form.faults.url}
        type="url"
        autoComplete="off"
        spellCheck={false}
        className="font-mono"
        placeholder="https://example.org/hooks/agent"
        value={form.url}
        onText={form.setUrl}
      />
      <EventPicker choice={form.choice} onChange={form.setChoice} error={form.faults.events} />
      {form.saveError !== null && <ErrorPanel title="The webhook was not saved" error={form.saveError} />}
      {form.removeError !== null && <ErrorPanel title="The webhook was not removed" error={form.removeError} />}
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" look="primary" aria-disabled={form.doing !== null}>
          {form.doing === 'save' ? 'Saving…' : isNew ? 'Add webhook' : 'Save webhook'}
        </Button>
        {!isNew && (
          <Button aria-disabled={form.doing !== null} onClick={form.remove}>
            Remove webhook
          </Button>
        )}
        <p role="status" className="text-success">
          {form.done === 'save' ? 'Saved.' : form.done === 'remove' ? 'Removed.' : ''}
        </p>
      </div>
    </form>
  );
}
