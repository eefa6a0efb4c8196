import { Search } from 'lucide-react';
import { useEffect } from 'react';
import { Button } from '../ui/button.tsx';

/** Opens the palette by Ctrl+K or ⌘K, from anywhere. */
export function usePaletteKey(onOpen: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      event.preventDefault();
      onOpen();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [onOpen]);
}

/** The palette for those who use a pointer. */
export function PaletteButton({ onOpen }: { readonly onOpen: () => void }) {
  return (
    <Button look="plain" aria-keyshortcuts="Control+K Meta+K" onClick={onOpen} className="text-muted-foreground">
      <Search size={16} aria-hidden />
      <span className="max-sm:sr-only">Find anything</span>
      <kbd aria-hidden className="hidden rounded border border-border px-1 text-xs sm:inline">
        Ctrl K
      </kbd>
    </Button>
  );
}
