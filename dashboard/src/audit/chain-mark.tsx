import type { AuditVerdict } from '@forgeyard/sdk';
import { useQuery } from '@tanstack/react-query';
import { CircleDashed, ShieldAlert, ShieldCheck } from 'lucide-react';
import { useForge } from '../api/forge.ts';
import { count } from '../format/value.ts';
import { Button } from '../ui/button.tsx';
import { cx } from '../ui/cx.ts';
import { ErrorPanel } from '../ui/error-panel.tsx';

/** Whether the chain of hashes holds, checked when the reader asks for it. */
export function ChainMark() {
  const forge = useForge();
  const verify = useQuery({
    queryKey: ['audit', 'verify'],
    enabled: false,
    staleTime: Infinity,
    queryFn: ({ signal }) => forge.audit.verify({ signal }),
  });
  const verdict = verify.data;
  const Icon = verdict === undefined ? CircleDashed : verdict.ok ? ShieldCheck : ShieldAlert;
  const tone =
    verdict === undefined
      ? 'border-border bg-card'
      : verdict.ok
        ? 'border-success/50 bg-success-muted'
        : 'border-destructive/50 bg-destructive-muted';
  return (
    <div className="flex flex-col gap-2">
      <div className={cx('flex flex-wrap items-center gap-x-3 gap-y-2 rounded-lg border p-3', tone)}>
        <Icon size={18} aria-hidden className="shrink-0" />
        <p role="status" className="min-w-0 flex-1 basis-60 wrap-anywhere">
          {verify.isFetching ? 'Computing every hash again…' : saidOf(verdict)}
        </p>
        <Button onClick={() => void verify.refetch()} aria-disabled={verify.isFetching}>
          Verify chain
        </Button>
      </div>
      {verify.isError && <ErrorPanel title="The chain could not be verified" error={verify.error} />}
    </div>
  );
}

const reasons: Readonly<Record<NonNullable<AuditVerdict['broken']>['reason'], string>> = {
  content_changed: 'its content was changed',
  link_broken: 'it does not follow from the entry before it',
  missing_seq: 'an entry is missing',
  head_mismatch: 'the chain does not end where it should',
};

function saidOf(verdict: AuditVerdict | undefined): string {
  if (verdict === undefined) return 'Each entry holds the hash of the one before it, so that no entry can be changed unseen.';
  const { broken, entries, head, unchained } = verdict;
  if (broken !== null) {
    return `Chain broken at entry ${count(broken.seq)}${broken.id === null ? '' : ` (${broken.id})`}: ${reasons[broken.reason]}.`;
  }
  const before = unchained === 0 ? '' : ` ${count(unchained)} older entries are from before there was a chain.`;
  return `Chain verified: ${count(entries)} entries${head === null ? '' : `, head ${head.hash.slice(0, 12)}… at ${count(head.seq)}`}.${before}`;
}
