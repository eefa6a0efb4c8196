import { useState } from 'react';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Field, TextInput } from '../ui/field.tsx';
import { Modal } from '../ui/modal.tsx';

interface SecretOnceProps {
  readonly title: string;
  readonly secret: string;
  /** What else there is to know, such as how long the old secret signs too. */
  readonly note?: string;
  readonly onClose: () => void;
}

/** Shows a signing secret for the only time; closing asks whether it was kept. */
export function SecretOnce({ title, secret, note, onClose }: SecretOnceProps) {
  const [isLeaving, setLeaving] = useState(false);
  return (
    <Modal title={title} description="This is the only time the secret is shown." isOpen onClose={() => setLeaving(true)}>
      <div className="flex flex-col gap-4">
        {note !== undefined && <p className="rounded-md bg-muted p-3">{note}</p>}
        <Field label="Signing secret" hint="The receiver checks with it that a delivery is from here.">
          {(control) => (
            <div className="flex gap-2">
              <TextInput
                {...control}
                readOnly
                value={secret}
                className="font-mono"
                data-secret
                onFocus={(event) => event.target.select()}
              />
              <CopyButton text={secret} label="Copy" look="primary" />
            </div>
          )}
        </Field>
        {isLeaving ? (
          <div role="alert" className="flex flex-wrap items-center gap-2 rounded-md border border-warning bg-warning-muted p-3">
            <p className="mr-auto">Have you copied the secret? It cannot be shown again.</p>
            <Button onClick={() => setLeaving(false)}>Not yet</Button>
            <Button look="primary" onClick={onClose}>
              Yes, close
            </Button>
          </div>
        ) : (
          <Button className="self-end" onClick={() => setLeaving(true)}>
            Done
          </Button>
        )}
      </div>
    </Modal>
  );
}
