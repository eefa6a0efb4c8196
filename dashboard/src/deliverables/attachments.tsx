import type { DeliverableFile, DeliverableWithVersions } from '@forgeyard/sdk';
import { Download } from 'lucide-react';
import { pretty } from '../format/value.ts';
import { CodeBlock } from '../ui/code-block.tsx';
import { Panel } from '../ui/panel.tsx';
import { fileHref } from './deliverable-queries.ts';

/** What came with the text: files, proposed next steps, other data. */
export function Attachments({ deliverable: one }: { readonly deliverable: DeliverableWithVersions }) {
  return (
    <>
      {one.files.length > 0 && (
        <Panel title="Files">
          <ul className="flex flex-col gap-1">
            {one.files.map((file) => (
              <FileItem key={file.id} id={one.id} file={file} />
            ))}
          </ul>
        </Panel>
      )}
      {one.actions.length > 0 && (
        <Panel title="Proposed next steps">
          <ul className="flex list-disc flex-col gap-1 pl-5">
            {one.actions.map((action) => (
              <li key={action.action_text}>
                {action.action_text}
                {action.estimated_time_minutes !== null && (
                  <span className="text-muted-foreground"> · {action.estimated_time_minutes} min</span>
                )}
                {action.notes !== null && action.notes !== '' && <p className="text-muted-foreground">{action.notes}</p>}
              </li>
            ))}
          </ul>
        </Panel>
      )}
      {Object.keys(one.metadata).length > 0 && (
        <Panel title="Metadata">
          <CodeBlock text={pretty(one.metadata)} label="metadata" />
        </Panel>
      )}
    </>
  );
}

function FileItem({ id, file }: { readonly id: string; readonly file: DeliverableFile }) {
  return (
    <li>
      <a
        href={fileHref(id, file.id)}
        download={file.filename}
        className="flex min-h-9 items-center gap-2 rounded-md px-2 hover:bg-accent"
        title={`SHA-256 ${file.sha256}`}
      >
        <Download size={16} aria-hidden className="shrink-0 text-muted-foreground" />
        <span className="sr-only">Download </span>
        <span className="min-w-0 flex-1 truncate font-medium">{file.filename}</span>
        <span className="tabular shrink-0 text-xs text-muted-foreground">{sizeOf(file.bytes)}</span>
      </a>
    </li>
  );
}

/** Writes a number of bytes in the largest unit that keeps it readable. */
function sizeOf(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${(bytes / 1_000).toFixed(1)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
