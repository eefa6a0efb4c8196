import { useState } from 'react';
import type { CredentialCreated } from '@forgeyard/sdk';
import { Button } from '../ui/button.tsx';
import { CodeBlock } from '../ui/code-block.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Field, TextInput } from '../ui/field.tsx';
import { Modal } from '../ui/modal.tsx';
import { firstCallOf } from './quickstart.ts';

interface KeySecretProps {
  readonly created: CredentialCreated;
  /** What else there is to know, such as how long the old key works. */
  readonly note?: string;
  readonly onClose: () => void;
}

/** Shows a new key's secret for the only time; closing asks whether it was kept, and nothing hides it before. */
export function KeySecret({ created, note, onClose }: KeySecretProps) {
  const [isLeaving, setLeaving] = useState(false);
  return (
    <Modal
      title={`Key ${created.name} is ready`}
      description="This is the only time its secret is shown."
      isOpen
      onClose={() => setLeaving(true)}
    >
      <div className="flex flex-col gap-4">
        {note !== undefined && <p className="rounded-md bg-muted p-3">{note}</p>}
        <Field label="Secret" hint="Keep it where your program's other secrets are.">
          {(control) => (
            <div className="flex gap-2">
              <TextInput
                {...control}
                readOnly
                value={created.key}
                className="font-mono"
                data-secret
                onFocus={(event) => event.target.select()}
              />
              <CopyButton text={created.key} label="Copy" look="primary" />
            </div>
          )}
        </Field>
        <div className="flex flex-col gap-1.5">
          <p className="font-medium">Try it</p>
          <CodeBlock
            text={`export FORGEYARD_KEY='${created.key}'\n${firstCallOf(created, location.origin)}`}
            label="try it command"
            className="whitespace-pre-wrap break-all"
          />
        </div>
        <Leave isAsking={isLeaving} onAsk={setLeaving} onClose={onClose} />
      </div>
    </Modal>
  );
}

interface LeaveProps {
  readonly isAsking: boolean;
  readonly onAsk: (isAsking: boolean) => void;
  readonly onClose: () => void;
}

function Leave({ isAsking, onAsk, onClose }: LeaveProps) {
  if (!isAsking) {
    return (
      <Button className="self-end" onClick={() => onAsk(true)}>
        Done
      </Button>
    );
  }
  return (
    <div role="alert" className="flex flex-wrap items-center gap-2 rounded-md border border-warning bg-warning-muted p-3">
      <p className="mr-auto">Have you copied the secret? It cannot be shown again.</p>
      <Button onClick={() => onAsk(false)}>Not yet</Button>
      <Button look="primary" onClick={onClose}>
        Yes, close
      </Button>
    </div>
  );
}
