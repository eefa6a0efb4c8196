import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button, IconButton, type ButtonLook } from './button.tsx';

export type CopyState = 'idle' | 'copied' | 'failed';

/** Copies texts to the clipboard and tells for two seconds how it went; `failed` where the browser refuses. */
export function useCopier(): readonly [CopyState, (text: string) => void] {
  const [state, setState] = useState<CopyState>('idle');
  useEffect(() => {
    if (state === 'idle') return;
    const timer = setTimeout(() => setState('idle'), 2_000);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = (text: string) => {
    // The clipboard exists only on https and localhost.
    const done = navigator.clipboard?.writeText(text) ?? Promise.reject(new Error('No clipboard here.'));
    done.then(
      () => setState('copied'),
      () => setState('failed'),
    );
  };
  return [state, copy];
}

/** Copies one text to the clipboard. */
export function useCopy(text: string): readonly [CopyState, () => void] {
  const [state, copy] = useCopier();
  return [state, () => copy(text)];
}

interface CopyButtonProps {
  readonly text: string;
  readonly label?: string;
  readonly look?: ButtonLook;
  readonly isIcon?: boolean;
}

/** A button that copies a text and says so. */
export function CopyButton({ text, label = 'Copy', look = 'plain', isIcon = false }: CopyButtonProps) {
  const [state, copy] = useCopy(text);
  const Icon = state === 'copied' ? Check : Copy;
  const said = state === 'copied' ? 'Copied' : state === 'failed' ? 'Copying failed: select the text' : '';
  const status = (
    <span role="status" className="sr-only">
      {said}
    </span>
  );
  if (isIcon) {
    return (
      <>
        <IconButton label={label} look={look} onClick={copy}>
          <Icon size={16} aria-hidden />
        </IconButton>
        {status}
      </>
    );
  }
  return (
    <>
      <Button look={look} onClick={copy}>
        <Icon size={16} aria-hidden />
        {said === '' ? label : said}
      </Button>
      {status}
    </>
  );
}
