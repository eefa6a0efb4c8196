import { Download } from 'lucide-react';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';

const linkLifeMs = 10_000;

/** The backup codes, for the only time; to copy, or to keep as a file. */
export function BackupCodes({ codes, onClose }: { readonly codes: readonly string[]; readonly onClose: () => void }) {
  const text = codes.join('\n');
  return (
    <div className="flex flex-col gap-4">
      <p>
        Without your phone, each of these codes signs you in once. They are shown <strong className="font-semibold">only now</strong>: keep
        them where you keep passwords.
      </p>
      <ul data-backup-codes className="grid grid-cols-2 gap-x-6 gap-y-1.5 rounded-md border border-border bg-muted p-4 font-mono sm:px-8">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2">
        <CopyButton text={text} label="Copy codes" />
        <Button onClick={() => save(`${text}\n`)}>
          <Download size={16} aria-hidden />
          Download
        </Button>
        <Button look="primary" className="ml-auto" onClick={onClose}>
          I have kept them
        </Button>
      </div>
    </div>
  );
}

function save(text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = 'forgeyard-backup-codes.txt';
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), linkLifeMs);
}
