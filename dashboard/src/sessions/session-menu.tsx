import { Menu } from '@base-ui/react/menu';
import type { SessionDetail } from '@forgeyard/sdk';
import type { ReactNode } from 'react';
import type { SessionDialog } from './session-dialogs.tsx';
import { isForeign } from './source.ts';

const itemClass =
  'flex min-h-9 w-full cursor-default items-center rounded px-3 py-1 outline-none data-highlighted:bg-accent data-disabled:text-muted-foreground';

interface SessionMenuProps {
  readonly session: SessionDetail;
  readonly canChange: boolean;
  /** The button that it opens beside; it gets the focus back. */
  readonly anchor: HTMLElement;
  readonly onDialog: (dialog: SessionDialog) => void;
  readonly onCopy: (text: string) => void;
  /** Undefined where nothing can be run again. */
  readonly onReplay: (() => void) | undefined;
  readonly onClose: () => void;
}

/** What can be done with a session besides reading it. */
export function SessionMenu({ session, canChange, anchor, onDialog, onCopy, onReplay, onClose }: SessionMenuProps) {
  const isEnded = session.ended_at !== null;
  return (
    <Menu.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Menu.Portal>
        <Menu.Positioner anchor={anchor} sideOffset={4} align="end" className="z-40 outline-none">
          <Menu.Popup
            aria-label="Actions for the session"
            finalFocus={{ current: anchor }}
            className="w-64 rounded-lg border border-border bg-popover p-1 text-popover-foreground shadow-lg outline-none"
          >
            {canChange && <Item onClick={() => onDialog('rename')}>Rename…</Item>}
            {onReplay !== undefined && <Item onClick={onReplay}>Run again with the same input</Item>}
            <Item onClick={() => onCopy(location.href)}>Copy the link to this view</Item>
            <Item onClick={() => onCopy(curlOf(session))}>Copy as curl</Item>
            <Item onClick={() => onCopy(JSON.stringify(session, null, 2))}>Copy as JSON</Item>
            <Menu.Item className={itemClass} render={<a href={`/v1/sessions/${session.id}/otlp`} download />}>
              Download the trace (OTLP)
            </Menu.Item>
            {canChange && !isEnded && <Item onClick={() => onDialog('end')}>End…</Item>}
            {session.is_owner && (
              <Item onClick={() => onDialog('delete')}>
                <span className="text-destructive">Delete…</span>
              </Item>
            )}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

function Item({ onClick, children }: { readonly onClick: () => void; readonly children: ReactNode }) {
  return (
    <Menu.Item className={itemClass} onClick={onClick}>
      {children}
    </Menu.Item>
  );
}

/** A command that goes on with the session: as its agent where that runs elsewhere, else as somebody who writes to it. */
function curlOf(session: SessionDetail): string {
  const send = (path: string, body: object) =>
    `curl -X POST '${location.origin}${path}' -H "Authorization: Bearer $FORGEYARD_KEY" -H 'Content-Type: application/json' --data-raw '${JSON.stringify(body)}'`;
  if (isForeign(session))
    return send('/api/v1/messages/agent', { agent_instance_id: session.id, content: 'Going on', requires_user_input: false });
  return send(`/v1/sessions/${session.id}/messages`, { content: 'Go on' });
}
