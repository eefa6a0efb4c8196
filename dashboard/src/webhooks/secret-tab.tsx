import type { Webhook } from '@forgeyard/sdk';
import { lazy, Suspense, useState } from 'react';
import { Section } from '../account/section.tsx';
import { Button } from '../ui/button.tsx';
import { CodeBlock } from '../ui/code-block.tsx';
import { Moment } from '../ui/moment.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { nodeSnippet, pythonSnippet } from './verify-snippets.ts';

const RotateSecret = lazy(async () => ({ default: (await import('./rotate-secret.tsx')).RotateSecret }));

/** The signing secret: rotating it, and how a receiver checks a delivery. */
export function SecretTab({ webhook }: { readonly webhook: Webhook }) {
  const [isRotating, setRotating] = useState(false);
  const [language, setLanguage] = useState('node');
  const items = [
    { id: 'node', label: 'Node', content: <Snippet label="Node" text={nodeSnippet} /> },
    { id: 'python', label: 'Python', content: <Snippet label="Python" text={pythonSnippet} /> },
  ];
  return (
    <div className="flex flex-col gap-5">
      <Section
        title="Signing secret"
        lead="Every delivery is signed with it. It was shown once, when it was made; a lost one is replaced."
        actions={<Button onClick={() => setRotating(true)}>Rotate secret</Button>}
      >
        {webhook.previous_secret_until !== null && (
          <p className="rounded-md border border-warning bg-warning-muted p-3">
            The secret before signs too and ends <Moment at={webhook.previous_secret_until} />: put the new one in place by then.
          </p>
        )}
      </Section>
      <Section
        title="Check a delivery"
        lead="Keep the secret in WEBHOOK_SECRET and hand over the raw body, before anything parses it. During a rotation there are two signatures; one good one is enough."
      >
        <Tabs label="Language" items={items} active={language} onChange={setLanguage} />
        {webhook.style === 'cavendo' && (
          <p className="text-muted-foreground">
            This endpoint also gets <code className="font-mono text-xs">X-Cavendo-Signature</code>, which covers the body alone: prefer the
            standard signature, which covers id and time too.
          </p>
        )}
      </Section>
      <Suspense>{isRotating && <RotateSecret webhookId={webhook.id} onClose={() => setRotating(false)} />}</Suspense>
    </div>
  );
}

function Snippet({ label, text }: { readonly label: string; readonly text: string }) {
  return (
    <div data-snippet={label.toLowerCase()}>
      <CodeBlock text={text} label={`${label} sample`} className="max-h-none!" />
    </div>
  );
}
