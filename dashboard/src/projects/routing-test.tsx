import type { Project, RoutingOutcome } from '@forgeyard/sdk';
import { useMutation } from '@tanstack/react-query';
import { Check, Minus } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { useForge } from '../api/forge.ts';
import { wordsIn } from '../tasks/task-draft.ts';
import { priorities, priorityIn, priorityWords } from '../tasks/task-words.ts';
import { WorkerName } from '../tasks/worker-name.tsx';
import { Button } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Choice, Field } from '../ui/field.tsx';
import { TextField } from '../ui/text-field.tsx';
import { sentRules, type RuleDraft } from './rule-draft.ts';

interface RoutingTestProps {
  readonly project: Project;
  readonly drafts: readonly RuleDraft[];
  readonly isDirty: boolean;
}

/** Tries the rules on an imagined task, also rules that are not saved yet. Nothing is made or changed. */
export function RoutingTest({ project, drafts, isDirty }: RoutingTestProps) {
  const forge = useForge();
  const [tags, setTags] = useState('');
  const [priority, setPriority] = useState('2');
  const [type, setType] = useState('');
  const [capabilities, setCapabilities] = useState('');
  const test = useMutation({
    mutationFn: () =>
      forge.projects.routing.test(project.id, {
        tags: wordsIn(tags),
        priority: priorityIn(priority),
        required_capabilities: wordsIn(capabilities),
        rules: sentRules(drafts),
        ...(type.trim() === '' ? {} : { type: type.trim() }),
      }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!test.isPending) test.mutate();
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <p className="text-muted-foreground">Who would get a task like this? {isDirty && 'Your unsaved rules are used.'}</p>
      <TextField label="Tags" hint="Between commas" value={tags} onText={setTags} />
      <Field label="Priority">
        {(control) => (
          <Choice {...control} value={priority} onChange={(event) => setPriority(event.target.value)}>
            {priorities.map((each) => (
              <option key={each} value={String(each)}>
                {each} {priorityWords[each]}
              </option>
            ))}
          </Choice>
        )}
      </Field>
      <TextField label="Type" value={type} onText={setType} />
      <TextField label="Required capabilities" hint="Between commas" value={capabilities} onText={setCapabilities} />
      <Button type="submit" aria-disabled={test.isPending} className="w-fit">
        Test
      </Button>
      {test.isError && <ErrorPanel title="The rules could not be tried" error={test.error} />}
      <div role="status">{test.data !== undefined && <Answer answer={test.data} />}</div>
    </form>
  );
}

function Answer({ answer }: { readonly answer: RoutingOutcome }) {
  return (
    <div className="flex flex-col gap-3 rounded-md bg-muted p-3">
      <div className="font-medium">{answer.agent === null ? 'Nobody gets it' : <WorkerName worker={answer.agent} />}</div>
      <p className="wrap-anywhere">{answer.decision}</p>
      <ol aria-label="Rules, step by step" className="flex flex-col gap-2">
        {answer.steps.map((step, place) => (
          <li key={place} className="flex items-start gap-2">
            {step.matched ? (
              <Check size={16} aria-hidden className="mt-0.5 shrink-0 text-success" />
            ) : (
              <Minus size={16} aria-hidden className="mt-0.5 shrink-0 text-muted-foreground" />
            )}
            <span className="min-w-0 wrap-anywhere">
              <span className="font-medium">{step.rule}</span>
              <span className="sr-only">{step.matched ? ' fits' : ' does not fit'}</span>: {step.why}
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}
