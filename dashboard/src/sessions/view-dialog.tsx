import type { SessionQuery } from '@forgeyard/sdk';
import { Download, X } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { Button, buttonClass, IconButton } from '../ui/button.tsx';
import { Modal } from '../ui/modal.tsx';
import { TextField } from '../ui/text-field.tsx';
import { columnChoices } from './session-columns.tsx';
import { exportHref, isFiltered, type SessionSearch } from './session-search.ts';
import type { SavedView } from './use-kept.ts';

interface ViewDialogProps {
  readonly search: SessionSearch;
  readonly query: SessionQuery;
  readonly columns: readonly string[];
  readonly onColumns: (ids: readonly string[]) => void;
  readonly views: readonly SavedView[];
  readonly onViews: (views: readonly SavedView[]) => void;
  readonly onClose: () => void;
}

/** How the list is shown: its columns, the filters that are kept under a name, and the list as a file. */
export function ViewDialog({ search, query, columns, onColumns, views, onViews, onClose }: ViewDialogProps) {
  return (
    <Modal title="View" isOpen onClose={onClose}>
      <div className="flex flex-col gap-6">
        <fieldset>
          <legend className="mb-2 font-semibold">Columns</legend>
          <div className="grid grid-cols-2 gap-x-4 gap-y-1">
            {columnChoices.map(([id, title]) => (
              <label key={id} className="flex min-h-9 items-center gap-2">
                <input
                  type="checkbox"
                  className="size-4 accent-primary"
                  checked={columns.includes(id)}
                  onChange={(event) => onColumns(event.target.checked ? [...columns, id] : columns.filter((each) => each !== id))}
                />
                {title}
              </label>
            ))}
          </div>
          <p className="mt-1 text-xs text-muted-foreground">Narrow screens leave out those that do not fit.</p>
        </fieldset>
        <SavedViews search={search} views={views} onViews={onViews} />
        <section aria-label="Export" className="flex flex-col gap-2">
          <h3 className="font-semibold">Export</h3>
          <p className="text-xs text-muted-foreground">What the filters show, at most 10,000 sessions.</p>
          <div className="flex gap-2">
            {(['csv', 'jsonl'] as const).map((format) => (
              <a key={format} href={exportHref(query, format)} download className={buttonClass('plain')}>
                <Download size={16} aria-hidden />
                {format.toUpperCase()}
              </a>
            ))}
          </div>
        </section>
      </div>
    </Modal>
  );
}

function SavedViews({ search, views, onViews }: Pick<ViewDialogProps, 'search' | 'views' | 'onViews'>) {
  const [name, setName] = useState('');
  const [fault, setFault] = useState<string | null>(null);
  const save = (event: FormEvent) => {
    event.preventDefault();
    const typed = name.trim();
    if (typed === '') return setFault('Give the view a name.');
    if (!isFiltered(search)) return setFault('Choose a filter first: a view is a filter with a name.');
    onViews([...views.filter((view) => view.name !== typed), { name: typed, search }]);
    setName('');
    setFault(null);
  };
  return (
    <section aria-label="Saved views" className="flex flex-col gap-2">
      <h3 className="font-semibold">Saved views</h3>
      {views.length > 0 && (
        <ul className="flex flex-col">
          {views.map((view) => (
            <li key={view.name} className="flex items-center justify-between gap-2">
              <span className="min-w-0 truncate">{view.name}</span>
              <IconButton label={`Forget ${view.name}`} onClick={() => onViews(views.filter((each) => each !== view))}>
                <X size={16} aria-hidden />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
      <form onSubmit={save} noValidate className="flex items-end gap-2">
        <div className="min-w-0 flex-1">
          <TextField label="Name of the filter as it is now" value={name} error={fault} maxLength={60} onText={setName} />
        </div>
        <Button type="submit" className={fault === null ? '' : 'mb-6.5'}>
          Save view
        </Button>
      </form>
      <p className="text-xs text-muted-foreground">Views are kept in this browser.</p>
    </section>
  );
}
