import { useSyncExternalStore } from 'react';

const query = '(max-width: 639px)';

/** True on a screen of less than 640 px, where lists are cards instead of tables. */
export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => matchMedia(query).matches);
}

function subscribe(onChange: () => void): () => void {
  const media = matchMedia(query);
  media.addEventListener('change', onChange);
  return () => media.removeEventListener('change', onChange);
}
