import { useQuery } from '@tanstack/react-query';
import { isManager } from '../members/role-words.ts';
import { useForge } from './forge.ts';
import { meQuery } from './queries.ts';

/** What the reader's role lets them do with work; the server judges again. */
export interface May {
  readonly userId: string | null;
  /** Change everybody's tasks, projects and webhooks: owners and admins. */
  readonly manage: boolean;
  /** Make and take tasks, comment and judge: everybody but viewers. */
  readonly takePart: boolean;
}

/** Why something cannot be done by somebody who does not manage work. */
export const managersOnly = 'Only owners and admins may do this.';

/** The rights of the person who is signed in. */
export function useMay(): May {
  const user = useQuery(meQuery(useForge())).data?.user ?? null;
  const manage = isManager(user?.role);
  return { userId: user?.id ?? null, manage, takePart: manage || user?.role === 'reviewer' };
}
