import type { Agent, AgentProfile } from '@forgeyard/sdk';
import { useState, type FormEvent } from 'react';
import { Button } from '../ui/button.tsx';
import { DialogActions } from '../ui/dialog-actions.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Field, TextArea } from '../ui/field.tsx';
import { TextField } from '../ui/text-field.tsx';
import { Toggle } from '../ui/toggle.tsx';
import { useProfileChanges } from './use-profile-changes.ts';

interface ProfileFormProps {
  readonly agent: Agent;
  readonly profile: AgentProfile | null;
  readonly onClose: () => void;
}

/** The form of a public profile; closes when what it did is done. */
export function ProfileForm({ agent, profile, onClose }: ProfileFormProps) {
  const [draft, setDraft] = useState<ProfileDraft>({
    introduction: profile?.introduction ?? agent.description,
    category: profile?.category ?? '',
    isListed: profile?.status !== 'inactive',
  });
  const [wasSent, setSent] = useState(false);
  const { save, remove } = useProfileChanges(agent, onClose);
  const isEmpty = draft.introduction.trim() === '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // The dialog may lie inside the agent's own form.
    event.stopPropagation();
    setSent(true);
    if (isEmpty || save.isPending) return;
    const { introduction, category, isListed } = draft;
    save.mutate({ introduction: introduction.trim(), category: category.trim(), status: isListed ? 'active' : 'inactive' });
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <ProfileFields
        draft={draft}
        fault={wasSent && isEmpty ? 'Write an introduction.' : null}
        change={(part) => setDraft((before) => ({ ...before, ...part }))}
      />
      {save.isError && <ErrorPanel title="The profile was not saved" error={save.error} />}
      {remove.isError && <ErrorPanel title="The profile was not removed" error={remove.error} />}
      {profile !== null && (
        <Button look="quiet" className="self-start text-destructive!" onClick={() => !remove.isPending && remove.mutate()}>
          Unpublish and delete
        </Button>
      )}
      <DialogActions does={profile === null ? 'Publish' : 'Save'} isBusy={save.isPending} onCancel={onClose} />
    </form>
  );
}

interface ProfileDraft {
  readonly introduction: string;
  readonly category: string;
  readonly isListed: boolean;
}

interface ProfileFieldsProps {
  readonly draft: ProfileDraft;
  readonly fault: string | null;
  readonly change: (part: Partial<ProfileDraft>) => void;
}

const introductionCharsMax = 2_000;
const categoryCharsMax = 64;

function ProfileFields({ draft, fault, change }: ProfileFieldsProps) {
  return (
    <>
      <Field label="Introduction" hint="What the agent does and for whom; plain text." error={fault}>
        {(control) => (
          <TextArea
            {...control}
            rows={5}
            maxLength={introductionCharsMax}
            value={draft.introduction}
            onChange={(event) => change({ introduction: event.target.value })}
          />
        )}
      </Field>
      <TextField
        label="Category"
        hint="One word, such as support."
        autoComplete="off"
        maxLength={categoryCharsMax}
        value={draft.category}
        onText={(category) => change({ category })}
      />
      <Toggle
        label="Listed in the directory"
        hint="Without it nobody finds the profile."
        isOn={draft.isListed}
        onChange={(isListed) => change({ isListed })}
      />
    </>
  );
}
