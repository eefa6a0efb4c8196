import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Example } from '../agents/example.ts';
import type { Agent } from '@forgeyard/sdk';
import { CodeBlock } from '../ui/code-block.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Modal } from '../ui/modal.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { Toggle } from '../ui/toggle.tsx';
import { bodySchema, callOf, type Call } from './call.ts';
import { cliSnippet, curlSnippet, javascriptSnippet, pythonSnippet } from './snippets.ts';
import { StreamFormat } from './stream-format.tsx';

interface DeveloperModalProps {
  readonly agent: Agent;
  readonly example: Example | null;
  readonly onClose: () => void;
}

interface Language {
  readonly id: string;
  readonly label: string;
  readonly write: (call: Call) => string;
}

const languages: readonly Language[] = [
  { id: 'curl', label: 'curl', write: curlSnippet },
  { id: 'javascript', label: 'JavaScript', write: javascriptSnippet },
  { id: 'python', label: 'Python', write: pythonSnippet },
  { id: 'cli', label: 'CLI', write: cliSnippet },
];

/** How to call this agent from outside: address, key header, body and programs that run as pasted. */
export function DeveloperModal({ agent, example, onClose }: DeveloperModalProps) {
  const [language, setLanguage] = useState('curl');
  const [isStream, setStream] = useState(true);
  const call = callOf(agent, example, location.origin, isStream);
  const items = languages.map(({ id, label, write }) => ({ id, label, content: <Snippet id={id} label={label} text={write(call)} /> }));
  return (
    <Modal
      title={`Call ${agent.display_name} from code`}
      description="Every sample runs as it is pasted, once a key is in the environment."
      isOpen
      isWide
      onClose={onClose}
    >
      <div className="flex flex-col gap-6">
        <HowToCall url={call.url} />
        <section className="flex flex-col gap-3">
          <div className="flex flex-wrap items-center justify-between gap-3">
            <h3 className="font-semibold">Code</h3>
            <Toggle label="Stream the answer" isOn={isStream} onChange={setStream} />
          </div>
          <Tabs label="Language" items={items} active={language} onChange={setLanguage} />
        </section>
        <StreamFormat isStream={isStream} />
        <Reference />
      </div>
    </Modal>
  );
}

function HowToCall({ url }: { readonly url: string }) {
  return (
    <>
      <section className="flex flex-col gap-2">
        <h3 className="font-semibold">Endpoint</h3>
        <div className="flex items-center gap-2">
          <code data-endpoint className="min-w-0 flex-1 rounded-md border border-border bg-muted px-3 py-2 font-mono text-xs break-all">
            POST {url}
          </code>
          <CopyButton text={url} label="Copy URL" isIcon look="plain" />
        </div>
      </section>
      <section className="flex flex-col gap-2">
        <h3 className="font-semibold">Key</h3>
        <p>
          Send a key in the header <code className="rounded bg-muted px-1 font-mono text-xs">X-Forge-Api-Key</code>. The samples read it
          from the environment variable <code className="rounded bg-muted px-1 font-mono text-xs">FORGEYARD_KEY</code>, so that no secret
          stands in your code.{' '}
          <Link to="/settings/keys" className="text-primary underline underline-offset-2">
            Create a key
          </Link>
        </p>
        <CodeBlock text="export FORGEYARD_KEY='the secret that was shown once'" label="key command" />
      </section>
    </>
  );
}

function Reference() {
  return (
    <>
      <section className="flex flex-col gap-2">
        <h3 className="font-semibold">Request body (JSON Schema)</h3>
        <CodeBlock text={JSON.stringify(bodySchema, null, 2)} label="request body schema" className="max-h-64" />
      </section>
      <p>
        The whole API is described in{' '}
        <a href="/docs" className="text-primary underline underline-offset-2">
          the reference
        </a>{' '}
        and as{' '}
        <a href="/openapi.json" className="text-primary underline underline-offset-2">
          OpenAPI
        </a>
        .
      </p>
    </>
  );
}

function Snippet({ id, label, text }: { readonly id: string; readonly label: string; readonly text: string }) {
  return (
    <div data-snippet={id} className="flex flex-col gap-2">
      <CodeBlock text={text} label={`${label} sample`} canCopy={false} />
      <div className="flex justify-end">
        <CopyButton text={text} label="Copy code" />
      </div>
    </div>
  );
}
