import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { useForge } from '../api/forge.ts';
import { templatesQuery } from '../api/queries.ts';
import { DialogActions } from '../ui/dialog-actions.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Modal } from '../ui/modal.tsx';
import { TextField } from '../ui/text-field.tsx';
import { slugOf } from './slug.ts';
import { TemplateChoice } from './template-choice.tsx';

/** The dialog that makes an agent from a template. */
export function CreateAgent({ onClose }: { readonly onClose: () => void }) {
  const forge = useForge();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const templates = useQuery(templatesQuery(forge));
  const [templateId, setTemplateId] = useState<string | null>(null);
  const [name, setName] = useState('');
  const [slug, setSlug] = useState<string | null>(null);
  const [isUnnamed, setUnnamed] = useState(false);
  const address = slug ?? slugOf(name);
  const template = templateId ?? templates.data?.[0]?.id;
  const create = useMutation({
    mutationFn: () => forge.agents.create({ slug: address, display_name: name.trim(), template }),
    onSuccess: async (agent) => {
      await queries.invalidateQueries({ queryKey: ['agents', 'list'] });
      await navigate({ to: '/agents/$slug', params: { slug: agent.slug } });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setUnnamed(address === '');
    if (address !== '' && !create.isPending) create.mutate();
  };
  const nameFault = isUnnamed ? 'Give the agent a name with at least one letter.' : null;
  const addressHint = `Clients call it at /api/agents/${address === '' ? '…' : address}/execute`;
  return (
    <Modal title="New agent" description="A template brings tools, a model and a sample input." isOpen onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-5" noValidate>
        <TemplateChoice templates={templates} chosen={template ?? ''} onChoose={setTemplateId} />
        <TextField label="Name" error={nameFault} value={name} autoComplete="off" onText={setName} />
        <TextField label="Address" hint={addressHint} className="font-mono" value={address} spellCheck={false} onText={setSlug} />
        {create.isError && <ErrorPanel title="The agent was not created" error={create.error} />}
        <DialogActions does="Create agent" isBusy={create.isPending} onCancel={onClose} />
      </form>
    </Modal>
  );
}
