import { Choice, Field, TextArea } from '../ui/field.tsx';
import { TextField } from '../ui/text-field.tsx';
import type { TabProps } from './agent-form.tsx';
import { autonomies, autonomyWords, oneOf, statuses, statusWords } from './agent-words.ts';
import { faultOf } from './draft.ts';

/** What the agent is called, what it is for, whether it is at work, and what work it may be given. */
export function GeneralTab({ draft, change, error }: TabProps) {
  return (
    <div className="flex flex-col gap-4">
      <TextField
        label="Name"
        error={faultOf(error, '/display_name')}
        autoComplete="off"
        value={draft.displayName}
        onText={(displayName) => change({ displayName })}
      />
      <Field label="Description" error={faultOf(error, '/description')}>
        {(control) => (
          <TextArea {...control} rows={2} value={draft.description} onChange={(event) => change({ description: event.target.value })} />
        )}
      </Field>
      <Standing draft={draft} change={change} error={error} />
      <TextField
        label="Capabilities"
        hint="Separated by commas. A task that asks for capabilities goes only to an agent that has them all."
        error={faultOf(error, '/capabilities')}
        autoComplete="off"
        placeholder="research, analysis"
        value={draft.capabilities}
        onText={(capabilities) => change({ capabilities })}
      />
      <TextField
        label="Tasks and runs at the same time, at most"
        hint="What is more waits: runs in the queue, tasks until one is done."
        error={faultOf(error, '/max_concurrent_tasks')}
        inputMode="numeric"
        className="max-w-40"
        value={draft.maxConcurrentTasks}
        onText={(maxConcurrentTasks) => change({ maxConcurrentTasks })}
      />
    </div>
  );
}

/** Whether it is at work, and how far it is trusted. */
function Standing({ draft, change, error }: TabProps) {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label="Status" hint={statusWords[draft.status]} error={faultOf(error, '/status')}>
        {(control) => (
          <Choice {...control} value={draft.status} onChange={(event) => change({ status: oneOf(statuses, event.target.value, 'active') })}>
            {statuses.map((status) => (
              <option key={status}>{status}</option>
            ))}
          </Choice>
        )}
      </Field>
      <Field label="Autonomy" hint={autonomyWords[draft.autonomy].means} error={faultOf(error, '/autonomy')}>
        {(control) => (
          <Choice
            {...control}
            value={draft.autonomy}
            onChange={(event) => change({ autonomy: oneOf(autonomies, event.target.value, 'supervised') })}
          >
            {autonomies.map((autonomy) => (
              <option key={autonomy} value={autonomy}>
                {autonomyWords[autonomy].label}
              </option>
            ))}
          </Choice>
        )}
      </Field>
    </div>
  );
}
