import type { Task } from '@forgeyard/sdk';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState, type FormEvent } from 'react';
import { useForge } from '../api/forge.ts';
import { projectsQuery } from '../projects/project-queries.ts';
import { focusFirstFault } from '../sign-in/focus-first-fault.ts';
import { DialogActions } from '../ui/dialog-actions.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Choice, Field, TextArea } from '../ui/field.tsx';
import { Modal } from '../ui/modal.tsx';
import { TextField } from '../ui/text-field.tsx';
import { AssigneeChoice } from './assignee-choice.tsx';
import { emptyDraft, readDraft, type TaskDraft } from './task-draft.ts';
import { priorities, priorityWords } from './task-words.ts';

interface CreateTaskProps {
  readonly project?: string | undefined;
  readonly onCreated: (task: Task) => void;
  readonly onClose: () => void;
}

/** The dialog that makes a task. */
export function CreateTask({ project = '', onCreated, onClose }: CreateTaskProps) {
  const forge = useForge();
  const queries = useQueryClient();
  const form = useRef<HTMLFormElement | null>(null);
  const [draft, setDraft] = useState<TaskDraft>({ ...emptyDraft, project });
  const [wasSent, setSent] = useState(false);
  const { fields, faults } = readDraft(draft);
  const shown = wasSent ? faults : {};
  const set = (part: Partial<TaskDraft>) => setDraft((before) => ({ ...before, ...part }));
  const create = useMutation({
    mutationFn: () => forge.tasks.create(fields),
    onSuccess: async (task) => {
      await queries.invalidateQueries({ queryKey: ['tasks', 'list'] });
      onCreated(task);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setSent(true);
    if (Object.keys(faults).length === 0) return create.isPending ? undefined : create.mutate();
    if (form.current !== null) focusFirstFault(form.current);
  };
  return (
    <Modal title="New task" isOpen onClose={onClose}>
      <form ref={form} onSubmit={submit} noValidate className="flex flex-col gap-5">
        <TextField label="Title" error={shown.title} autoComplete="off" value={draft.title} onText={(title) => set({ title })} />
        <Field label="Description" hint="Markdown. What is to be done, and how one knows that it is done.">
          {(control) => (
            <TextArea {...control} rows={4} value={draft.description} onChange={(event) => set({ description: event.target.value })} />
          )}
        </Field>
        <AssigneeChoice value={draft.assignee} onChange={(assignee) => set({ assignee })} nobody="Nobody: anyone who can may take it" />
        <div className="grid gap-5 sm:grid-cols-2">
          <ProjectChoice value={draft.project} onChange={(next) => set({ project: next })} />
          <Field label="Priority">
            {(control) => (
              <Choice {...control} value={draft.priority} onChange={(event) => set({ priority: event.target.value })}>
                {priorities.map((priority) => (
                  <option key={priority} value={priority}>
                    {priority} {priorityWords[priority]}
                  </option>
                ))}
              </Choice>
            )}
          </Field>
        </div>
        <MoreFields draft={draft} shown={shown} set={set} />
        {create.isError && <ErrorPanel title="The task was not created" error={create.error} />}
        <DialogActions does="Create task" isBusy={create.isPending} onCancel={onClose} />
      </form>
    </Modal>
  );
}

function ProjectChoice({ value, onChange }: { readonly value: string; readonly onChange: (value: string) => void }) {
  const projects = useQuery(projectsQuery(useForge())).data ?? [];
  return (
    <Field label="Project">
      {(control) => (
        <Choice {...control} value={value} onChange={(event) => onChange(event.target.value)}>
          <option value="">None</option>
          {projects
            .filter((project) => project.status === 'active' || project.id === value)
            .map((project) => (
              <option key={project.id} value={project.id}>
                {project.name}
              </option>
            ))}
        </Choice>
      )}
    </Field>
  );
}

interface MoreFieldsProps {
  readonly draft: TaskDraft;
  readonly shown: ReturnType<typeof readDraft>['faults'];
  readonly set: (part: Partial<TaskDraft>) => void;
}

function MoreFields({ draft, shown, set }: MoreFieldsProps) {
  return (
    <>
      <div className="grid gap-5 sm:grid-cols-2">
        <TextField label="Tags" hint="Between commas" autoComplete="off" value={draft.tags} onText={(tags) => set({ tags })} />
        <TextField label="Due" type="datetime-local" error={shown.due} value={draft.due} onText={(due) => set({ due })} />
      </div>
      <TextField
        label="Required capabilities"
        hint="Between commas. Only agents that have all of them can take it."
        autoComplete="off"
        value={draft.capabilities}
        onText={(capabilities) => set({ capabilities })}
      />
      <Field label="Context" hint="A JSON object that the agent gets with the task." error={shown.context}>
        {(control) => (
          <TextArea
            {...control}
            rows={3}
            spellCheck={false}
            className="font-mono"
            placeholder='{"audience": "customers"}'
            value={draft.context}
            onChange={(event) => set({ context: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}
