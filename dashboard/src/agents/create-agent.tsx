import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useForge } from '../api/forge.ts';
import { templatesQuery } from '../api/queries.ts';
import { DialogActions } from '../ui/dialog-actions.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Modal } from '../ui/modal.tsx';
import { TextField } from '../ui/text-field.tsx';
import { LaunchTypeChoice } from './launch-type-choice.tsx';
import { PlaceChoice, type Place } from './place-choice.tsx';
import { slugOf } from './slug.ts';
import { TemplateChoice } from './template-choice.tsx';
import { useCreateAgent } from './use-create-agent.ts';

/** The dialog that makes an agent: from a template, or one that runs elsewhere and is launched by a webhook. */
export function CreateAgent({ onClose }: { readonly onClose: () => void }) {
  const templates = useQuery(templatesQuery(useForge()));
  const [place, setPlace] = useState<Place>('here');
  const [templateId, setTemplateId] = useState<string | null>(null);
  const [type, setType] = useState('DEFAULT');
  const [name, setName] = useState('');
  const [slug, setSlug] = useState<string | null>(null);
  const [isUnnamed, setUnnamed] = useState(false);
  const address = slug ?? slugOf(name);
  const template = templateId ?? templates.data?.[0]?.id;
  const create = useCreateAgent({ place, slug: address, name: name.trim(), template, type });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setUnnamed(address === '');
    if (address !== '' && !create.isPending) create.mutate();
  };
  const nameFault = isUnnamed ? 'Give the agent a name with at least one letter.' : null;
  const shown = address === '' ? '…' : address;
  const addressHint = place === 'here' ? `Clients call it at /api/agents/${shown}/execute` : `Programs and people find it as ${shown}`;
  return (
    <Modal title="New agent" isOpen onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-5" noValidate>
        <PlaceChoice place={place} onChange={setPlace} />
        {place === 'here' ? (
          <TemplateChoice templates={templates} chosen={template ?? ''} onChoose={setTemplateId} />
        ) : (
          <LaunchTypeChoice value={type} onChange={setType} />
        )}
        <TextField label="Name" error={nameFault} value={name} autoComplete="off" onText={setName} />
        <TextField label="Address" hint={addressHint} className="font-mono" value={address} spellCheck={false} onText={setSlug} />
        {create.isError && <ErrorPanel title="The agent was not created" error={create.error} />}
        <DialogActions does="Create agent" isBusy={create.isPending} onCancel={onClose} />
      </form>
    </Modal>
  );
}
