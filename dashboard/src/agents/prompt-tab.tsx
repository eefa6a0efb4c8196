import { Field, TextArea } from '../ui/field.tsx';
import type { TabProps } from './agent-form.tsx';
import { faultOf } from './draft.ts';

/** The system prompt. */
export function PromptTab({ draft, change, error, isPlaybook }: TabProps & { readonly isPlaybook: boolean }) {
  const hint = isPlaybook
    ? 'This agent follows a playbook of tool calls: the prompt is kept but no model reads it.'
    : 'Tells the model who it is and how to work.';
  return (
    <div className="flex flex-col gap-4">
      <Field label="System prompt" hint={hint} error={faultOf(error, '/system_prompt')}>
        {(control) => (
          <TextArea
            {...control}
            rows={18}
            className="min-h-48 font-mono text-sm"
            value={draft.systemPrompt}
            onChange={(event) => change({ systemPrompt: event.target.value })}
          />
        )}
      </Field>
    </div>
  );
}
