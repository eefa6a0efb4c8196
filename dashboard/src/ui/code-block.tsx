import { CopyButton } from './copy-button.tsx';
import { cx } from './cx.ts';

interface CodeBlockProps {
  readonly text: string;
  readonly label: string;
  readonly className?: string;
  readonly canCopy?: boolean;
}

/** Preformatted text in a region that the keyboard can reach and scroll, with a copy button. */
export function CodeBlock({ text, label, className, canCopy = true }: CodeBlockProps) {
  return (
    <div className="relative min-w-0">
      <pre
        tabIndex={0}
        role="region"
        aria-label={label}
        className={cx(
          'max-h-96 overflow-auto rounded-md border border-border bg-muted p-3 font-mono text-xs leading-relaxed',
          canCopy && 'pr-12',
          className,
        )}
      >
        {text}
      </pre>
      {canCopy && (
        <div className="absolute top-1 right-1">
          <CopyButton text={text} label={`Copy ${label}`} isIcon />
        </div>
      )}
    </div>
  );
}
