import type { Agent, ServerTool, ServerToolDefinition, ToolServer } from '@forgeyard/sdk';
import type { ReactNode } from 'react';
import { Button } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Status } from '../ui/status.tsx';
import { ToolExposure } from './tool-servers-exposure.tsx';
import { ToolPolicyChoice } from './tool-servers-policy.tsx';
import { useServerChange } from './tool-servers-queries.ts';
import { changedParts, hidesText, recoveryWords, shownJson, visible } from './tool-servers-words.ts';

interface ToolRowProps {
  readonly agent: Agent;
  readonly server: ToolServer;
  readonly tool: ServerTool;
  readonly canManage: boolean;
}

/** One tool as its server describes it, and whether somebody agreed to that. */
export function ServerToolRow({ agent, server, tool, canManage }: ToolRowProps) {
  const isLeftOut = server.allowed !== null && !server.allowed.includes(tool.name);
  const needsApproval = tool.state === 'new' || tool.state === 'changed';
  return (
    <li className="flex flex-col gap-2 py-3">
      <div className="flex flex-wrap items-start gap-x-3 gap-y-2">
        <div className="min-w-0 flex-1 basis-56">
          <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <span className="font-mono font-medium wrap-anywhere">{tool.name}</span>
            <Status value={tool.state} />
            {isLeftOut && <Status value="not allowed" />}
          </p>
          {tool.title !== null && <p>{visible(tool.title)}</p>}
          <p className="text-xs text-muted-foreground">{recoveryWords[tool.recovery]}</p>
        </div>
        {canManage && tool.state === 'approved' && <ToolPolicyChoice agent={agent} name={tool.call_name} />}
        {canManage && needsApproval && <Approve agent={agent} server={server} tool={tool} />}
      </div>
      {canManage && tool.state === 'approved' && <ToolExposure agent={agent} server={server} tool={tool} />}
      {tool.state !== 'gone' && hidesText(tool) && (
        <p className="rounded-md bg-warning-muted px-3 py-2 text-warning">
          This definition holds characters that are not seen. They are written out here as {'\\u{…}'}.
        </p>
      )}
      {tool.state === 'changed' && tool.approved !== null ? <Changes before={tool.approved} now={tool} /> : <Definition tool={tool} />}
    </li>
  );
}

function Approve({ agent, server, tool }: Omit<ToolRowProps, 'canManage'>) {
  const approve = useServerChange(agent, (forge) => forge.toolServers.approve(agent.slug, server.id, tool), server.id);
  return (
    <div className="flex flex-col gap-2">
      <Button
        look="primary"
        aria-disabled={approve.isPending}
        aria-label={tool.state === 'changed' ? `Approve as it is now: ${tool.name}` : `Approve ${tool.name}`}
        onClick={() => !approve.isPending && approve.mutate()}
      >
        {tool.state === 'changed' ? 'Approve as it is now' : 'Approve'}
      </Button>
      {approve.isError && <ErrorPanel title="The tool was not approved" error={approve.error} />}
    </div>
  );
}

function Definition({ tool }: { readonly tool: ServerTool }) {
  return (
    <>
      <p className="whitespace-pre-wrap wrap-anywhere">{visible(tool.description)}</p>
      <details className="text-xs">
        <summary className="min-h-6 text-muted-foreground">Input and hints</summary>
        <Quoted>{shownJson(tool.input_schema)}</Quoted>
        <Quoted>{shownJson(tool.annotations)}</Quoted>
      </details>
    </>
  );
}

/** What was approved beside what the server says now. */
function Changes({ before, now }: { readonly before: ServerToolDefinition; readonly now: ServerToolDefinition }) {
  return (
    <div className="flex flex-col gap-3 text-xs">
      {changedParts(before, now).map((part) => (
        <section key={part.name} aria-label={`${part.name} changed`} className="grid gap-2 sm:grid-cols-2">
          <Side name={`${part.name} as approved`}>{part.before}</Side>
          <Side name={`${part.name} now`}>{part.now}</Side>
        </section>
      ))}
    </div>
  );
}

function Side({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="min-w-0">
      <p className="font-medium text-muted-foreground">{name}</p>
      <Quoted>{children}</Quoted>
    </div>
  );
}

/** Text of somebody else, as it is. */
function Quoted({ children }: { readonly children: ReactNode }) {
  return (
    <pre tabIndex={0} className="mt-1 max-h-64 overflow-auto rounded-md bg-muted p-3 font-mono text-xs whitespace-pre-wrap wrap-anywhere">
      {children}
    </pre>
  );
}
