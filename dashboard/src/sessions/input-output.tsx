import type { RunEvent, SessionDetail } from '@forgeyard/sdk';
import { useMemo } from 'react';
import { Answer } from '../chat/answer.tsx';
import { pretty } from '../format/value.ts';
import { CodeBlock } from '../ui/code-block.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { endsOf } from './ends.ts';

interface InputOutputProps {
  readonly session: SessionDetail;
  readonly events: readonly RunEvent[];
}

/** What the session began with, what it came to, and what else is known of it. */
export function InputOutput({ session, events }: InputOutputProps) {
  const { input, data, output } = useMemo(() => endsOf(events), [events]);
  const hasMetadata = Object.keys(session.metadata).length > 0;
  return (
    <div className="grid min-w-0 gap-6 lg:grid-cols-2">
      <section className="flex min-w-0 flex-col gap-3">
        <Heading title="Input" text={input} />
        {input === null ? (
          <p className="text-muted-foreground">Nothing yet.</p>
        ) : (
          <p dir="auto" className="whitespace-pre-wrap wrap-anywhere">
            {input}
          </p>
        )}
        {data !== null && <CodeBlock text={pretty(data, 64_000)} label="data" />}
      </section>
      <section className="flex min-w-0 flex-col gap-3">
        <Heading title="Output" text={output} />
        {output === null ? <p className="text-muted-foreground">Nothing yet.</p> : <Answer text={output} />}
      </section>
      {hasMetadata && (
        <section className="flex min-w-0 flex-col gap-3 lg:col-span-2">
          <h2 className="font-semibold">Metadata</h2>
          <CodeBlock text={pretty(session.metadata)} label="metadata" />
        </section>
      )}
    </div>
  );
}

function Heading({ title, text }: { readonly title: string; readonly text: string | null }) {
  return (
    <div className="flex min-h-9 items-center justify-between gap-2">
      <h2 className="font-semibold">{title}</h2>
      {text !== null && <CopyButton text={text} label={`Copy the ${title.toLowerCase()}`} look="quiet" isIcon />}
    </div>
  );
}
