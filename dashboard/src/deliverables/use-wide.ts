import { useSyncExternalStore } from 'react';

const wide = '(min-width: 1200px)';

/** True on a screen that has room for two versions beside each other. */
export function useWide(): boolean {
  return useSyncExternalStore(subscribe, () => matchMedia(wide).matches);
}

function subscribe(onChange: () => void): () => void {
  const media = matchMedia(wide);
  media.addEventListener('change', onChange);
  return () => media.removeEventListener('change', onChange);
}
