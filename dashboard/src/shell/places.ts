import {
  BookUser,
  Bot,
  ClipboardCheck,
  FolderKanban,
  Inbox,
  KeyRound,
  LayoutDashboard,
  ListTree,
  MessagesSquare,
  Plug,
  ScrollText,
  SquareKanban,
  Users,
  UsersRound,
  Webhook,
  type LucideIcon,
} from 'lucide-react';

export interface Place {
  readonly to:
    | '/'
    | '/agents'
    | '/sessions'
    | '/runs'
    | '/inbox'
    | '/tasks'
    | '/deliverables'
    | '/projects'
    | '/directory'
    | '/settings/keys'
    | '/settings/webhooks'
    | '/settings/audit'
    | '/settings/providers'
    | '/settings/members'
    | '/settings/teams';
  readonly label: string;
  readonly Icon: LucideIcon;
  /** The letter after `g` that goes there. */
  readonly letter?: string;
}

/** The places of the left rail, in their order. */
export const places: readonly Place[] = [
  { to: '/', label: 'Overview', Icon: LayoutDashboard, letter: 'o' },
  { to: '/agents', label: 'Agents', Icon: Bot, letter: 'a' },
  { to: '/sessions', label: 'Sessions', Icon: MessagesSquare, letter: 's' },
  { to: '/runs', label: 'Runs', Icon: ListTree, letter: 'r' },
  { to: '/inbox', label: 'Inbox', Icon: Inbox, letter: 'i' },
  { to: '/tasks', label: 'Tasks', Icon: SquareKanban, letter: 't' },
  { to: '/deliverables', label: 'Deliverables', Icon: ClipboardCheck, letter: 'd' },
  { to: '/projects', label: 'Projects', Icon: FolderKanban, letter: 'p' },
  { to: '/directory', label: 'Directory', Icon: BookUser, letter: 'f' },
  { to: '/settings/keys', label: 'Keys', Icon: KeyRound, letter: 'k' },
  { to: '/settings/webhooks', label: 'Webhooks', Icon: Webhook, letter: 'w' },
  { to: '/settings/providers', label: 'Providers', Icon: Plug },
  { to: '/settings/members', label: 'Members', Icon: Users, letter: 'm' },
  { to: '/settings/teams', label: 'Teams', Icon: UsersRound },
  { to: '/settings/audit', label: 'Audit log', Icon: ScrollText, letter: 'l' },
];
