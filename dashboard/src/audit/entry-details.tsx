import type { AuditEntry } from '@forgeyard/sdk';
import { pretty } from '../format/value.ts';
import { exactly } from '../format/time.ts';
import { Button } from '../ui/button.tsx';
import { CodeBlock } from '../ui/code-block.tsx';
import { Facts } from '../ui/facts.tsx';
import { IdChip } from '../ui/id-chip.tsx';
import { Modal } from '../ui/modal.tsx';
import { ActorName, given } from './audit-list.tsx';

interface EntryDetailsProps {
  readonly entry: AuditEntry;
  readonly onNarrow: (part: { readonly actor?: string; readonly target?: string }) => void;
  readonly onClose: () => void;
}

/** Everything that one entry of the audit log holds. */
export function EntryDetails({ entry, onNarrow, onClose }: EntryDetailsProps) {
  const { target } = entry;
  return (
    <Modal title={entry.event} description={exactly(entry.at)} isOpen isWide onClose={onClose}>
      <div className="flex flex-col gap-4">
        <Facts
          facts={[
            ['Actor', <ActorName key="actor" entry={entry} />],
            ['Target', target === '' ? '–' : <IdChip key="target" id={target} name="target" />],
            [
              'IP',
              <span key="ip" className="font-mono text-xs">
                {given(entry.ip)}
              </span>,
            ],
            ['Request', entry.request_id === '' ? '–' : <IdChip key="request" id={entry.request_id} name="request id" />],
            ['Entry', <IdChip key="id" id={entry.id} name="id of the entry" />],
            ['Place in the chain', entry.seq === null ? 'before the chain' : String(entry.seq)],
          ]}
        />
        <div>
          <p className="text-xs text-muted-foreground">User agent</p>
          <p className="wrap-anywhere">{given(entry.user_agent)}</p>
        </div>
        {entry.hash !== null && (
          <div>
            <p className="text-xs text-muted-foreground">Hash</p>
            <p className="font-mono text-xs break-all">{entry.hash}</p>
          </div>
        )}
        {Object.keys(entry.details).length > 0 && <CodeBlock text={pretty(entry.details)} label="details" />}
        <div className="flex flex-wrap gap-2">
          <Button onClick={() => onNarrow({ actor: entry.actor })}>Only this actor</Button>
          {target !== '' && <Button onClick={() => onNarrow({ target })}>Only this target</Button>}
        </div>
      </div>
    </Modal>
  );
}
