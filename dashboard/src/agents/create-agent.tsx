import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { useForge } from '../api/forge.ts';
import { templatesQuery } from '../api/queries.ts';
import type { Template } from '@forgeyard/sdk';
import { Button } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Field, TextInput } from '../ui/field.tsx';
import { Modal } from '../ui/modal.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';

/** Turns a name into an address: letters, digits and dashes, beginning with a letter. */
export function slugOf(name: string): string {
  const plain = name.normalize('NFKD').toLowerCase();
  return plain
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 60);
}

/** The dialog that makes an agent from a template or from nothing. */
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
  const template = templateId ?? templates.data?.[0]?.id ?? '';

  const create = useMutation({
    mutationFn: () =>
      forge.agents.create({ slug: address, display_name: name.trim(), ...(template === '' ? {} : { template, metadata: { template } }) }),
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
  return (
    <Modal title="New agent" description="A template brings tools, a model and a sample input." isOpen onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-5" noValidate>
        <fieldset className="flex flex-col gap-2">
          <legend className="mb-1.5 font-medium">Template</legend>
          {templates.isPending && <SkeletonRows rows={3} label="templates" />}
          {templates.isError && (
            <ErrorPanel title="The templates could not be loaded" error={templates.error} onRetry={() => void templates.refetch()} />
          )}
          {templates.data?.map((each) => (
            <TemplateCard key={each.id} template={each} isChosen={each.id === template} onChoose={() => setTemplateId(each.id)} />
          ))}
        </fieldset>
        <Field label="Name" error={isUnnamed ? 'Give the agent a name with at least one letter.' : null}>
          {(control) => <TextInput {...control} value={name} autoComplete="off" onChange={(event) => setName(event.target.value)} />}
        </Field>
        <Field label="Address" hint={`Clients call it at /api/agents/${address === '' ? '…' : address}/execute`}>
          {(control) => (
            <TextInput
              {...control}
              className="font-mono"
              value={address}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => setSlug(event.target.value)}
            />
          )}
        </Field>
        {create.isError && <ErrorPanel title="The agent was not created" error={create.error} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" aria-disabled={create.isPending}>
            {create.isPending ? 'Creating…' : 'Create agent'}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

interface TemplateCardProps {
  readonly template: Template;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

function TemplateCard({ template, isChosen, onChoose }: TemplateCardProps) {
  return (
    <label className="flex cursor-pointer gap-3 rounded-lg border border-border p-3 has-checked:border-primary has-checked:bg-accent has-focus-visible:outline-2 has-focus-visible:outline-ring">
      <input type="radio" name="template" checked={isChosen} onChange={onChoose} className="mt-1 size-4 accent-primary" />
      <span className="min-w-0">
        <span className="font-medium">{template.name}</span>
        <span className="block text-xs text-muted-foreground">{template.description}</span>
        <span className="block font-mono text-xs text-muted-foreground">
          {template.model}
          {template.tools.length > 0 && ` · ${template.tools.join(', ')}`}
        </span>
      </span>
    </label>
  );
}
