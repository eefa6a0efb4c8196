import type { Agent, InteractionRules, Member } from '@forgeyard/sdk';
import { Button } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Choice, Field, TextArea } from '../ui/field.tsx';
import { oneOf } from './agent-words.ts';
import type { RulesDraft } from './rules-draft.ts';
import { PersonField, SpanField } from './rules-fields.tsx';
import { thens, thenWords } from './rules-words.ts';
import { useRulesForm } from './use-rules-form.ts';

interface RulesFormProps {
  readonly agent: Agent;
  readonly saved: InteractionRules;
  /** Those who may answer. */
  readonly people: readonly Member[];
}

/** The form of an agent's rules; they count for what it asks from then on. */
export function RulesForm({ agent, saved, people }: RulesFormProps) {
  const { draft, change, fault, submit, save } = useRulesForm(agent, saved);
  return (
    <form onSubmit={submit} noValidate aria-label="Rules" className="flex max-w-2xl flex-col gap-5 border-t border-border pt-5">
      <PersonField
        label="Who is asked"
        nobody="Everybody who may answer"
        value={draft.assignee}
        people={people}
        error={fault('/assignee_user_id')}
        onChange={(assignee) => change({ assignee })}
      />
      <SpanField
        label="Answer due within"
        hint="Empty: no deadline, unless the agent sets one when it asks."
        span={draft.deadline}
        error={fault('/deadline_s')}
        onChange={(deadline) => change({ deadline })}
      />
      <Lateness draft={draft} change={change} fault={fault} />
      <PassingOn draft={draft} change={change} fault={fault} people={people} />
      {save.isError && <ErrorPanel title="The rules were not saved" error={save.error} />}
      <div className="flex items-center gap-3">
        <Button type="submit" look="primary" aria-disabled={save.isPending}>
          {save.isPending ? 'Saving…' : 'Save rules'}
        </Button>
        <p role="status" className="text-success">
          {save.isSuccess && 'Saved.'}
        </p>
      </div>
    </form>
  );
}

interface RulesPartProps {
  readonly draft: RulesDraft;
  readonly change: (part: Partial<RulesDraft>) => void;
  readonly fault: (pointer: string) => string | null;
}

/** What is done when nobody has answered in time. */
function Lateness({ draft, change, fault }: RulesPartProps) {
  return (
    <>
      <Field label="When nobody has answered in time" hint={thenWords[draft.late].means} error={fault('/on_timeout')}>
        {(control) => (
          <Choice {...control} value={draft.late} onChange={(event) => change({ late: oneOf(thens, event.target.value, 'wait') })}>
            {thens.map((then) => (
              <option key={then} value={then}>
                {thenWords[then].label}
              </option>
            ))}
          </Choice>
        )}
      </Field>
      {draft.late === 'respond' && (
        <Field label="The answer then" error={fault('/timeout_answer')}>
          {(control) => (
            <TextArea {...control} rows={2} value={draft.answer} onChange={(event) => change({ answer: event.target.value })} />
          )}
        </Field>
      )}
    </>
  );
}

/** Who is told next while nobody answers. */
function PassingOn({ draft, change, fault, people }: RulesPartProps & Pick<RulesFormProps, 'people'>) {
  return (
    <>
      <SpanField
        label="Pass on after"
        hint="While nobody has answered. Empty: never."
        span={draft.escalateAfter}
        error={fault('/escalate_after_s')}
        onChange={(escalateAfter) => change({ escalateAfter })}
      />
      {draft.escalateAfter.amount.trim() !== '' && (
        <PersonField
          label="Pass on to"
          nobody="Everybody who may answer"
          value={draft.escalateTo}
          people={people}
          error={fault('/escalate_user_id')}
          onChange={(escalateTo) => change({ escalateTo })}
        />
      )}
    </>
  );
}
