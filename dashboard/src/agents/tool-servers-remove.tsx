import type { Agent, ToolServer } from '@forgeyard/sdk';
import { Button } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Modal } from '../ui/modal.tsx';
import { useServerChange } from './tool-servers-queries.ts';

interface RemoveProps {
  readonly agent: Agent;
  readonly server: ToolServer;
  readonly onClose: () => void;
}

/** Asks before a tool server is removed, and says what is lost with it. */
export function RemoveToolServer({ agent, server, onClose }: RemoveProps) {
  const remove = useServerChange(agent, (forge) => forge.toolServers.remove(agent.slug, server.id).then(() => null), server.id);
  return (
    <Modal title={`Remove ${server.name}`} isOpen onClose={onClose}>
      <div className="flex flex-col gap-4">
        <p>The agent loses these tools at once, also in runs under way. Stored headers and approvals are erased.</p>
        {remove.isError && <ErrorPanel title="The server was not removed" error={remove.error} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button look="danger" aria-disabled={remove.isPending} onClick={() => !remove.isPending && remove.mutate()}>
            Remove server
          </Button>
        </div>
      </div>
    </Modal>
  );
}
