import type { InteractionKind, InteractionQuery } from '@forgeyard/sdk';

/** What the address of the inbox says: the open question and the filters. */
export interface InboxSearch {
  readonly id?: string;
  /** `me`, `none`, or nothing for everybody's. */
  readonly who?: string;
  readonly kind?: string;
  /** `snoozed`, `answered`, `expired`, or nothing for what waits now. */
  readonly show?: string;
  readonly agent?: string;
}

const kinds: readonly InteractionKind[] = ['question', 'approval', 'review'];

/** What the server is asked for. */
export function inboxQueryOf({ who, kind, show, agent }: InboxSearch): InteractionQuery {
  const chosen = kinds.find((each) => each === kind);
  return {
    state: show === 'answered' ? 'resolved' : show === 'expired' ? 'expired' : 'open',
    ...(chosen === undefined ? {} : { kind: chosen }),
    ...(who === 'me' || who === 'none' ? { assignee: who } : {}),
    ...(agent === undefined || agent === '' ? {} : { agent }),
    ...(show === 'snoozed' ? { snoozed: true } : {}),
    order: 'newest',
  };
}

export function isFiltered({ who = '', kind = '', show = '', agent = '' }: InboxSearch): boolean {
  return who + kind + show + agent !== '';
}
