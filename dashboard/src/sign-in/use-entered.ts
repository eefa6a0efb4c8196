import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { ownPath } from './own-path.ts';

/** What to call once somebody has signed in: forgets what was loaded before and goes to the wanted page of this server. */
export function useEntered(next: string | undefined): () => void {
  const queries = useQueryClient();
  const router = useRouter();
  return () => {
    queries.clear();
    router.history.push(ownPath(next, location.origin));
  };
}
