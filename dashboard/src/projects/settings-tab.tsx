import type { Project, ProjectStatus } from '@forgeyard/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useForge } from '../api/forge.ts';
import { managersOnly, useMay } from '../api/use-may.ts';
import { focusFirstFault } from '../sign-in/focus-first-fault.ts';
import { Button } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Choice, Field, TextArea } from '../ui/field.tsx';
import { Panel } from '../ui/panel.tsx';
import { TextField } from '../ui/text-field.tsx';
import { DeleteProject } from './delete-project.tsx';
import { WorkerChoice } from './worker-choice.tsx';

const statuses: readonly ProjectStatus[] = ['active', 'completed', 'archived'];

/** Name, description, status and default agent of a project, and its deletion. */
export function SettingsTab({ project }: { readonly project: Project }) {
  const [isDeleting, setDeleting] = useState(false);
  if (!useMay().manage) return <p className="text-muted-foreground">{managersOnly}</p>;
  return (
    <div className="flex max-w-2xl flex-col gap-5">
      <SettingsForm project={project} />
      <Panel title="Delete the project">
        <p>
          {project.tasks.open > 0
            ? `It has ${project.tasks.open} open ${project.tasks.open === 1 ? 'task: finish, cancel or move it' : 'tasks: finish, cancel or move them'} first. To keep everything, archive the project instead.`
            : 'Its knowledge and its rules go with it; its tasks stay, without a project.'}
        </p>
        <Button className="w-fit text-destructive!" onClick={() => setDeleting(true)}>
          Delete…
        </Button>
      </Panel>
      {isDeleting && <DeleteProject project={project} onClose={() => setDeleting(false)} />}
    </div>
  );
}

function SettingsForm({ project }: { readonly project: Project }) {
  const forge = useForge();
  const queries = useQueryClient();
  const [name, setName] = useState(project.name);
  const [description, setDescription] = useState(project.description);
  const [status, setStatus] = useState<ProjectStatus>(project.status);
  const [agent, setAgent] = useState(project.default_agent?.id ?? '');
  const [isUnnamed, setUnnamed] = useState(false);
  const save = useMutation({
    mutationFn: () =>
      forge.projects.update(project.id, { name: name.trim(), description, status, default_agent: agent === '' ? null : agent }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['projects'], predicate: ({ queryKey }) => queryKey[1] !== 'rules' }),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setUnnamed(name.trim() === '');
    if (name.trim() === '') return focusFirstFault(event.currentTarget);
    if (!save.isPending) save.mutate();
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-5">
      <TextField label="Name" error={isUnnamed ? 'Give the project a name.' : null} autoComplete="off" value={name} onText={setName} />
      <Field label="Description">
        {(control) => <TextArea {...control} rows={4} value={description} onChange={(event) => setDescription(event.target.value)} />}
      </Field>
      <StatusChoice value={status} onChange={setStatus} />
      <WorkerChoice
        label="Default agent"
        nobody="None"
        hint="Gets automatic tasks that no rule gives to somebody else."
        value={agent}
        onChange={setAgent}
      />
      {save.isError && <ErrorPanel title="The project was not saved" error={save.error} />}
      <div className="flex items-center gap-3">
        <Button type="submit" look="primary" aria-disabled={save.isPending}>
          Save
        </Button>
        <span role="status" className="text-muted-foreground">
          {save.isSuccess ? 'Saved.' : ''}
        </span>
      </div>
    </form>
  );
}

function StatusChoice({ value, onChange }: { readonly value: ProjectStatus; readonly onChange: (status: ProjectStatus) => void }) {
  return (
    <Field label="Status" hint="Only tasks of active projects are given to agents automatically.">
      {(control) => (
        <Choice {...control} value={value} onChange={(event) => onChange(statuses.find((each) => each === event.target.value) ?? value)}>
          {statuses.map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </Choice>
      )}
    </Field>
  );
}
