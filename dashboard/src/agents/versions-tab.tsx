import { useMutation, useQuery } from '@tanstack/react-query';
import { useForge } from '../api/forge.ts';
import { versionsQuery } from '../api/queries.ts';
import type { Agent, AgentVersion } from '@forgeyard/sdk';
import { Button } from '../ui/button.tsx';
import { CodeBlock } from '../ui/code-block.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Moment } from '../ui/moment.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { Chip } from '../ui/status.tsx';

interface VersionsTabProps {
  readonly agent: Agent;
  readonly onRestored: (agent: Agent) => void;
}

/** Every saved version, newest first; restoring one saves it anew. */
export function VersionsTab({ agent, onRestored }: VersionsTabProps) {
  const forge = useForge();
  const versions = useQuery(versionsQuery(forge, agent.slug));
  const restore = useMutation({
    mutationFn: (version: number) => forge.agents.restore(agent.id, version),
    onSuccess: onRestored,
  });
  if (versions.isPending) return <SkeletonRows label="versions" />;
  if (versions.isError)
    return <ErrorPanel title="The versions could not be loaded" error={versions.error} onRetry={() => void versions.refetch()} />;
  return (
    <div className="flex flex-col gap-3">
      {restore.isError && <ErrorPanel title="The version was not restored" error={restore.error} />}
      <p role="status" className="sr-only">
        {restore.isSuccess ? `Restored as version ${agent.version}` : ''}
      </p>
      <ol className="flex flex-col gap-3">
        {versions.data.map((version) => (
          <VersionCard
            key={version.version}
            version={version}
            isCurrent={version.version === agent.version}
            onRestore={() => !restore.isPending && restore.mutate(version.version)}
          />
        ))}
      </ol>
    </div>
  );
}

interface VersionCardProps {
  readonly version: AgentVersion;
  readonly isCurrent: boolean;
  readonly onRestore: () => void;
}

function VersionCard({ version, isCurrent, onRestore }: VersionCardProps) {
  const by = authorOf(version.created_by);
  const { playbook: _, ...config } = version.config;
  return (
    <li className="rounded-lg border border-border bg-card p-3">
      <div className="flex flex-wrap items-center gap-3">
        <span className="font-medium">Version {version.version}</span>
        {isCurrent && <Chip>current</Chip>}
        <span className="text-muted-foreground">
          <Moment at={version.created_at} />
          {by !== null && ` · ${by}`}
        </span>
        {!isCurrent && (
          <Button className="ml-auto" onClick={onRestore} aria-label={`Restore version ${version.version}`}>
            Restore
          </Button>
        )}
      </div>
      {version.note !== null && <p className="mt-1">{version.note}</p>}
      <details className="mt-2 text-xs">
        <summary className="min-h-6 text-muted-foreground">
          {version.model} · {version.tools.length} tools
        </summary>
        <CodeBlock
          label={`version ${version.version}`}
          text={`${version.system_prompt ?? '(no prompt)'}\n\ntools: ${version.tools.join(', ')}\n${JSON.stringify(config, null, 2)}`}
          className="whitespace-pre-wrap"
        />
      </details>
    </li>
  );
}

function authorOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  const isNamed = value !== null && typeof value === 'object' && 'name' in value && typeof value.name === 'string';
  return isNamed ? String(value.name) : null;
}
