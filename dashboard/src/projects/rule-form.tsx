import { useState, type FormEvent } from 'react';
import { focusFirstFault } from '../sign-in/focus-first-fault.ts';
import { priorities, priorityWords } from '../tasks/task-words.ts';
import { DialogActions } from '../ui/dialog-actions.tsx';
import { Choice, Field, TextArea } from '../ui/field.tsx';
import { Modal } from '../ui/modal.tsx';
import { TextField } from '../ui/text-field.tsx';
import { faultsOf, type RuleDraft, type RuleFaults } from './rule-draft.ts';
import { strategies, strategyWords } from './rule-words.ts';
import { WorkerChoice } from './worker-choice.tsx';

interface RuleFormProps {
  readonly rule: RuleDraft;
  readonly onKeep: (rule: RuleDraft) => void;
  readonly onClose: () => void;
}

interface PartProps {
  readonly draft: RuleDraft;
  readonly faults: RuleFaults;
  readonly set: (part: Partial<RuleDraft>) => void;
}

/** The dialog for one rule: what a task has to be like, and who gets it. It is kept in the list until the list is saved. */
export function RuleForm({ rule, onKeep, onClose }: RuleFormProps) {
  const [draft, setDraft] = useState(rule);
  const [wasSent, setSent] = useState(false);
  const faults = faultsOf(draft);
  const part: PartProps = {
    draft,
    faults: wasSent ? faults : {},
    set: (change) => setDraft((before) => ({ ...before, ...change })),
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setSent(true);
    if (Object.keys(faults).length === 0) return onKeep(draft);
    focusFirstFault(event.currentTarget);
  };
  return (
    <Modal title={rule.name === '' ? 'New rule' : 'Edit the rule'} isOpen onClose={onClose}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-5">
        <TextField label="Name" error={part.faults.name} autoComplete="off" value={draft.name} onText={(name) => part.set({ name })} />
        <fieldset className="flex flex-col gap-4 border-t border-border pt-4">
          <legend className="float-left mb-2 w-full font-semibold">When a task has…</legend>
          <Conditions {...part} />
        </fieldset>
        <fieldset className="flex flex-col gap-4 border-t border-border pt-4">
          <legend className="float-left mb-2 w-full font-semibold">…it goes to</legend>
          <Target {...part} />
        </fieldset>
        <DialogActions does="Keep" isBusy={false} onCancel={onClose} />
      </form>
    </Modal>
  );
}

function Conditions({ draft, faults, set }: PartProps) {
  return (
    <>
      <TextField label="Any of these tags" hint="Between commas" value={draft.tagsAny} onText={(tagsAny) => set({ tagsAny })} />
      <TextField label="All of these tags" hint="Between commas" value={draft.tagsAll} onText={(tagsAll) => set({ tagsAll })} />
      <div className="grid gap-4 sm:grid-cols-2">
        <PriorityBound
          label="Priority from"
          error={faults.priority}
          value={draft.priorityFrom}
          onChange={(priorityFrom) => set({ priorityFrom })}
        />
        <PriorityBound label="Priority to" error={undefined} value={draft.priorityTo} onChange={(priorityTo) => set({ priorityTo })} />
      </div>
      <TextField label="Type" value={draft.type} onText={(type) => set({ type })} />
      <Field label="Context" hint="A JSON object; the task’s context must have these values." error={faults.context}>
        {(control) => (
          <TextArea
            {...control}
            rows={2}
            spellCheck={false}
            className="font-mono"
            value={draft.context}
            onChange={(event) => set({ context: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}

interface PriorityBoundProps {
  readonly label: string;
  readonly error: string | undefined;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function PriorityBound({ label, error, value, onChange }: PriorityBoundProps) {
  return (
    <Field label={label} error={error}>
      {(control) => (
        <Choice {...control} value={value} onChange={(event) => onChange(event.target.value)}>
          <option value="">Any</option>
          {priorities.map((priority) => (
            <option key={priority} value={String(priority)}>
              {priority} {priorityWords[priority]}
            </option>
          ))}
        </Choice>
      )}
    </Field>
  );
}

function Target({ draft, faults, set }: PartProps) {
  return (
    <>
      <div className="flex flex-wrap gap-4">
        {(['agent', 'capability'] as const).map((target) => (
          <label key={target} className="flex min-h-6 items-center gap-2">
            <input
              type="radio"
              name="target"
              className="size-4 accent-primary"
              checked={draft.target === target}
              onChange={() => set({ target })}
            />
            {target === 'agent' ? 'One agent or person' : 'Whoever has a capability'}
          </label>
        ))}
      </div>
      {draft.target === 'agent' ? (
        <WorkerChoice label="Assign to" nobody="Choose…" error={faults.agent} value={draft.agent} onChange={(agent) => set({ agent })} />
      ) : (
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField label="Capability" error={faults.capability} value={draft.capability} onText={(capability) => set({ capability })} />
          <Field label="Of several, take">
            {(control) => (
              <Choice
                {...control}
                value={draft.strategy}
                onChange={(event) => set({ strategy: strategies.find((each) => each === event.target.value) ?? draft.strategy })}
              >
                {strategies.map((strategy) => (
                  <option key={strategy} value={strategy}>
                    {strategyWords[strategy]}
                  </option>
                ))}
              </Choice>
            )}
          </Field>
        </div>
      )}
      <WorkerChoice
        label="Else to"
        nobody="Nobody: the next rule is tried"
        error={faults.fallback}
        value={draft.fallback}
        onChange={(fallback) => set({ fallback })}
      />
    </>
  );
}
