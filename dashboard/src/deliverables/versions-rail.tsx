import type { DeliverableVersion } from '@forgeyard/sdk';
import { Link } from '@tanstack/react-router';
import { cx } from '../ui/cx.ts';
import { Moment } from '../ui/moment.tsx';
import { Status } from '../ui/status.tsx';

interface VersionsRailProps {
  readonly versions: readonly DeliverableVersion[];
  readonly openId: string;
}

/** All versions, newest first: when, who judged them, and how. */
export function VersionsRail({ versions, openId }: VersionsRailProps) {
  return (
    <ol aria-label="Versions" className="flex flex-col gap-1">
      {versions.map((version) => (
        <li key={version.id}>
          <Link
            to="/deliverables/$id"
            params={{ id: String(version.number) }}
            search={({ view }) => (view === undefined ? {} : { view })}
            aria-current={version.id === openId ? 'page' : undefined}
            className={cx(
              'flex flex-col gap-1 rounded-md border-l-4 px-3 py-2 hover:bg-accent',
              version.id === openId ? 'border-primary bg-accent' : 'border-transparent',
            )}
          >
            <span className="flex flex-wrap items-center justify-between gap-1">
              <span className="font-medium">Version {version.version}</span>
              <Status value={version.status} />
            </span>
            <span className="text-xs text-muted-foreground">
              <Moment at={version.created_at} />
              {version.reviewed_by !== null && ` · judged by ${version.reviewed_by.name}`}
            </span>
            {version.feedback !== null && version.feedback !== '' && (
              <span className="line-clamp-3 text-xs wrap-anywhere">“{version.feedback}”</span>
            )}
          </Link>
        </li>
      ))}
    </ol>
  );
}
