import type { ProviderName } from '@forgeyard/sdk';
import { TriangleAlert } from 'lucide-react';
import { useId } from 'react';
import { Button } from '../ui/button.tsx';
import { Choice, Field, TextArea } from '../ui/field.tsx';
import { TextField } from '../ui/text-field.tsx';
import { modes, modeWords } from './agent-words.ts';
import { faultOf } from './draft.ts';
import { dropsKey } from './execution-draft.ts';
import type { ExecutionFieldsProps } from './execution-form.tsx';

/** Who starts the tasks of the agent. */
export function ModeFields({ draft, change }: ExecutionFieldsProps) {
  const name = useId();
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="mb-1.5 font-medium">Who starts its tasks</legend>
      {modes.map((mode) => (
        <label
          key={mode}
          className="flex cursor-pointer gap-3 rounded-md border border-border px-3 py-2 has-checked:border-primary has-checked:bg-accent/60"
        >
          <input
            type="radio"
            name={name}
            value={mode}
            checked={draft.mode === mode}
            onChange={() => change({ mode })}
            className="mt-0.5 size-4.5 shrink-0 accent-primary"
          />
          <span>
            <span className="block font-medium">{modeWords[mode].label}</span>
            <span className="block text-xs text-muted-foreground">{modeWords[mode].means}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** With which account the agent calls its model. */
export function ProviderFields({ saved, draft, change, error }: ExecutionFieldsProps) {
  return (
    <>
      <Field
        label="Provider"
        hint={
          saved.available_providers.length === 0
            ? 'The organization has no provider key yet: give this agent one below, or add one under Providers.'
            : `The organization has keys for ${saved.available_providers.map(companyOf).join(' and ')}.`
        }
        error={faultOf(error, '/provider')}
      >
        {(control) => (
          <Choice {...control} value={draft.provider} onChange={(event) => change({ provider: providerIn(event.target.value) })}>
            <option value="">The one that the model belongs to</option>
            <option value="openai">OpenAI, or what speaks like it</option>
            <option value="anthropic">Anthropic</option>
          </Choice>
        )}
      </Field>
      <KeyField saved={saved} draft={draft} change={change} error={error} />
      <TextField
        label="Base URL"
        hint="Only for another server than the provider's own."
        error={faultOf(error, '/provider_base_url')}
        type="url"
        autoComplete="off"
        spellCheck={false}
        className="font-mono"
        placeholder="https://api.example.org/v1"
        value={draft.baseUrl}
        onText={(baseUrl) => change({ baseUrl })}
      />
      {dropsKey(saved, draft) && (
        <p role="status" className="flex gap-3 rounded-md border border-warning bg-warning-muted p-3">
          <TriangleAlert size={18} className="mt-0.5 shrink-0 text-warning" aria-hidden />
          The stored key was given for another address: saving this drops it. Type the key again to keep one.
        </p>
      )}
    </>
  );
}

function KeyField({ saved, draft, change, error }: ExecutionFieldsProps) {
  const stored = saved.provider_key;
  const state = draft.isKeyRemoved
    ? 'The stored key is removed when you save.'
    : stored === null
      ? "Not set: the organization's key is used. What is typed here is stored sealed and never shown."
      : `Set, ends …${stored.hint.replace(/^…/, '')}. What is typed here replaces it.`;
  return (
    <div className="flex flex-col gap-2">
      <TextField
        label="Key of its own"
        hint={state}
        error={faultOf(error, '/provider_api_key')}
        type="password"
        autoComplete="off"
        className="font-mono"
        disabled={draft.isKeyRemoved}
        value={draft.key}
        onText={(key) => change({ key })}
      />
      {stored !== null && (
        <Button className="self-start" onClick={() => change({ isKeyRemoved: !draft.isKeyRemoved, key: '' })}>
          {draft.isKeyRemoved ? 'Keep key' : 'Remove key'}
        </Button>
      )}
    </div>
  );
}

/** Model, prompt and bounds. They are the agent's own: changing them here makes a new version too. */
export function ModelFields({ draft, change, error }: ExecutionFieldsProps) {
  return (
    <>
      <TextField
        label="Model"
        error={faultOf(error, '/model')}
        autoComplete="off"
        className="font-mono"
        value={draft.model}
        onText={(model) => change({ model })}
      />
      <Field
        label="System prompt"
        hint="The agent's own prompt, as under Prompt: a change makes a new version."
        error={faultOf(error, '/system_prompt')}
      >
        {(control) => (
          <TextArea
            {...control}
            rows={5}
            className="font-mono text-sm"
            value={draft.prompt}
            onChange={(event) => change({ prompt: event.target.value })}
          />
        )}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label="Tokens per answer, at most"
          error={faultOf(error, '/max_tokens')}
          inputMode="numeric"
          value={draft.maxTokens}
          onText={(maxTokens) => change({ maxTokens })}
        />
        <TextField
          label="Temperature"
          hint="0 to 2; empty leaves it to the model."
          error={faultOf(error, '/temperature')}
          inputMode="decimal"
          value={draft.temperature}
          onText={(temperature) => change({ temperature })}
        />
      </div>
    </>
  );
}

function companyOf(provider: ProviderName): string {
  return provider === 'openai' ? 'OpenAI' : 'Anthropic';
}

function providerIn(text: string): 'openai' | 'anthropic' | '' {
  return text === 'openai' || text === 'anthropic' ? text : '';
}
