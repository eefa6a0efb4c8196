import type { DeliverableVersion, DeliverableWithVersions } from '@forgeyard/sdk';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useForge } from '../api/forge.ts';
import { Button } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Choice } from '../ui/field.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { contentQuery } from './deliverable-queries.ts';
import { RenderedView } from './rendered-view.tsx';
import { useWide } from './use-wide.ts';

const SourceView = lazy(async () => ({ default: (await import('./source-view.tsx')).SourceView }));
const DiffView = lazy(async () => ({ default: (await import('./diff-view.tsx')).DiffView }));

/** The ways to look at a content. */
export const views = ['rendered', 'source', 'diff'] as const;
type View = (typeof views)[number];

/** The way that the address asks for. */
export function viewOf(text: string | undefined): View {
  return views.find((view) => view === text) ?? 'rendered';
}

interface ContentViewProps {
  readonly deliverable: DeliverableWithVersions;
  readonly view: View;
  /** Versions to compare, as the address has them. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly onChange: (part: { readonly view?: string; readonly from?: string; readonly to?: string }) => void;
}

/** The content: rendered, as source, or compared with another version. */
export function ContentView({ deliverable, view, from, to, onChange }: ContentViewProps) {
  const items = [
    { id: 'rendered', label: 'Rendered', content: <RenderedView deliverable={deliverable} /> },
    {
      id: 'source',
      label: 'Source',
      content: (
        <Suspense fallback={<SkeletonRows label="source" />}>
          <SourceView content={deliverable.content} />
        </Suspense>
      ),
    },
    { id: 'diff', label: 'Diff', content: <Compared deliverable={deliverable} from={from} to={to} onChange={onChange} /> },
  ];
  return <Tabs label="Content" items={items} active={view} onChange={(next) => onChange({ view: next })} />;
}

type ComparedProps = Omit<ContentViewProps, 'view'>;

function Compared({ deliverable, from, to, onChange }: ComparedProps) {
  const { versions } = deliverable;
  const isWide = useWide();
  const [wantsSplit, setSplit] = useState(false);
  const after = versions.find(({ version }) => String(version) === to) ?? versions.find(({ id }) => id === deliverable.id);
  const before =
    versions.find(({ version }) => String(version) === from) ?? versions.find(({ version }) => version < (after?.version ?? 0));
  if (after === undefined || before === undefined)
    return <p className="text-muted-foreground">This is the first version: there is none to compare it with.</p>;
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <VersionChoice label="From" versions={versions} chosen={before} onChange={(version) => onChange({ from: version })} />
        <VersionChoice label="to" versions={versions} chosen={after} onChange={(version) => onChange({ to: version })} />
        {isWide && (
          <Button className="ml-auto" aria-pressed={wantsSplit} onClick={() => setSplit(!wantsSplit)}>
            Side by side
          </Button>
        )}
      </div>
      <Contents before={before} after={after} isSplit={isWide && wantsSplit} />
    </div>
  );
}

interface VersionChoiceProps {
  readonly label: string;
  readonly versions: readonly DeliverableVersion[];
  readonly chosen: DeliverableVersion;
  readonly onChange: (version: string) => void;
}

function VersionChoice({ label, versions, chosen, onChange }: VersionChoiceProps) {
  return (
    <label className="flex items-center gap-2">
      {label}
      <Choice className="w-auto!" value={String(chosen.version)} onChange={(event) => onChange(event.target.value)}>
        {versions.map(({ version }) => (
          <option key={version} value={String(version)}>
            Version {version}
          </option>
        ))}
      </Choice>
    </label>
  );
}

function Contents({
  before,
  after,
  isSplit,
}: {
  readonly before: DeliverableVersion;
  readonly after: DeliverableVersion;
  readonly isSplit: boolean;
}) {
  const forge = useForge();
  const old = useQuery(contentQuery(forge, before.id));
  const now = useQuery(contentQuery(forge, after.id));
  const failed = [old, now].find((each) => each.isError);
  if (failed !== undefined) {
    return <ErrorPanel title="A version could not be loaded" error={failed.error} onRetry={() => void failed.refetch()} />;
  }
  if (old.data === undefined || now.data === undefined) return <SkeletonRows label="versions" />;
  return (
    <Suspense fallback={<SkeletonRows label="comparison" />}>
      <DiffView before={old.data} after={now.data} isSplit={isSplit} />
    </Suspense>
  );
}
