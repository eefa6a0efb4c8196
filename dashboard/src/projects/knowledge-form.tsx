import type { Knowledge, KnowledgeCreate, KnowledgeKind, Project, ProjectKnowledge } from '@forgeyard/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useForge } from '../api/forge.ts';
import { focusFirstFault } from '../sign-in/focus-first-fault.ts';
import { DialogActions } from '../ui/dialog-actions.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Choice, Field, TextArea } from '../ui/field.tsx';
import { Modal } from '../ui/modal.tsx';
import { TextField } from '../ui/text-field.tsx';

const kinds: readonly KnowledgeKind[] = ['documentation', 'guideline', 'template', 'example', 'reference'];

interface KnowledgeFormProps {
  readonly project: Project;
  /** The entry to change; null for a new one. */
  readonly entry: Knowledge | null;
  readonly onClose: () => void;
}

/** The dialog for one piece of knowledge. */
export function KnowledgeForm({ project, entry, onClose }: KnowledgeFormProps) {
  const forge = useForge();
  const queries = useQueryClient();
  const [title, setTitle] = useState(entry?.title ?? '');
  const [kind, setKind] = useState<KnowledgeKind>(entry?.kind ?? 'documentation');
  const [content, setContent] = useState(entry?.content ?? '');
  const [wasSent, setSent] = useState(false);
  const titleFault = title.trim() === '' ? 'Give it a title.' : null;
  const contentFault = content.trim() === '' ? 'Write what agents should know.' : null;
  const save = useMutation({
    mutationFn: () => saved(forge.projects.knowledge, project, entry, { title: title.trim(), kind, content }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['projects'], predicate: ({ queryKey }) => queryKey[1] !== 'rules' });
      onClose();
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setSent(true);
    if (titleFault !== null || contentFault !== null) return focusFirstFault(event.currentTarget);
    if (!save.isPending) save.mutate();
  };
  return (
    <Modal title={entry === null ? 'Add knowledge' : 'Edit knowledge'} isWide isOpen onClose={onClose}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-5">
        <TextField label="Title" error={wasSent ? titleFault : null} autoComplete="off" value={title} onText={setTitle} />
        <Field label="Kind">
          {(control) => (
            <Choice {...control} value={kind} onChange={(event) => setKind(kinds.find((each) => each === event.target.value) ?? kind)}>
              {kinds.map((each) => (
                <option key={each} value={each}>
                  {each}
                </option>
              ))}
            </Choice>
          )}
        </Field>
        <Field label="Content" hint="Markdown" error={wasSent ? contentFault : null}>
          {(control) => (
            <TextArea {...control} rows={14} className="font-mono" value={content} onChange={(event) => setContent(event.target.value)} />
          )}
        </Field>
        {save.isError && <ErrorPanel title="It was not saved" error={save.error} />}
        <DialogActions does={entry === null ? 'Add' : 'Save'} isBusy={save.isPending} onCancel={onClose} />
      </form>
    </Modal>
  );
}

/** Adds the entry, or changes the one that there is. */
function saved(knowledge: ProjectKnowledge, { id }: Project, entry: Knowledge | null, fields: KnowledgeCreate): Promise<Knowledge> {
  return entry === null ? knowledge.add(id, fields) : knowledge.update(id, entry.id, fields);
}
