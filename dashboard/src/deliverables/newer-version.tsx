import type { DeliverableWithVersions } from '@forgeyard/sdk';
import { Link } from '@tanstack/react-router';
import { Sparkles } from 'lucide-react';
import { buttonClass } from '../ui/button.tsx';

/** Says that another version arrived; it never replaces the one that is being read. */
export function NewerVersion({ deliverable }: { readonly deliverable: DeliverableWithVersions }) {
  const newest = deliverable.versions[0];
  const isNewer = newest !== undefined && newest.version > deliverable.version;
  return (
    <div role="status" className={isNewer ? undefined : '-mt-5'}>
      {isNewer && (
        <div className="flex flex-wrap items-center gap-3 rounded-lg border border-info/50 bg-info-muted p-3">
          <Sparkles size={18} aria-hidden className="shrink-0 text-info" />
          <p className="min-w-0 flex-1 basis-52">
            Version {newest.version} arrived. You are reading version {deliverable.version}.
          </p>
          <Link
            to="/deliverables/$id"
            params={{ id: String(newest.number) }}
            search={{ view: 'diff', from: String(deliverable.version) }}
            className={buttonClass('plain')}
          >
            Look at version {newest.version}
          </Link>
        </div>
      )}
    </div>
  );
}
