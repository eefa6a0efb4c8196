import type { Decision, InteractionDetail } from '@forgeyard/sdk';
import { Check, MessageSquare, Pencil, X, type LucideIcon } from 'lucide-react';
import { Button } from '../ui/button.tsx';
import { wantsWords, type AnswerDraft } from './drafts.ts';
import { decisionWords } from './question-words.ts';

const order: readonly Decision[] = ['approve', 'edit', 'reject', 'respond'];
const icons: Readonly<Record<Decision, LucideIcon>> = { approve: Check, edit: Pencil, reject: X, respond: MessageSquare };
const letters: Readonly<Record<Decision, string | undefined>> = { approve: 'a', edit: 'e', reject: 'r', respond: undefined };

interface AnswerButtonsProps {
  readonly question: InteractionDetail;
  readonly draft: AnswerDraft;
  readonly onOpen: (decision: Decision) => void;
  readonly onSend: (decision: Decision) => void;
  readonly onBack: () => void;
}

/** The decisions as thumb-sized buttons; while something is written, the button that sends it. */
export function AnswerButtons({ question, draft, onOpen, onSend, onBack }: AnswerButtonsProps) {
  const { writing } = draft;
  if (writing !== null) {
    return (
      <div className="flex gap-2">
        <Button type="submit" look={writing === 'reject' ? 'danger' : 'primary'} className="h-11 max-sm:flex-1">
          {sendWords(question, writing)}
        </Button>
        {wantsWords(question) && question.allowed.includes('reject') && (
          <Button className="h-11" aria-keyshortcuts="r" onClick={() => onSend('reject')}>
            {decisionWords(question.kind, 'reject').does}
          </Button>
        )}
        {!wantsWords(question) && (
          <Button className="h-11" onClick={onBack}>
            Back
          </Button>
        )}
      </div>
    );
  }
  return (
    <div className="grid grid-cols-2 gap-2 sm:flex sm:flex-wrap">
      {order
        .filter((decision) => question.allowed.includes(decision))
        .map((decision) => {
          const Icon = icons[decision];
          const look = decision === 'approve' ? 'primary' : 'plain';
          return (
            <Button
              key={decision}
              look={look}
              className="h-11"
              aria-keyshortcuts={letters[decision]}
              onClick={() => (decision === 'approve' ? onSend(decision) : onOpen(decision))}
            >
              <Icon size={18} aria-hidden />
              {decisionWords(question.kind, decision).does}
            </Button>
          );
        })}
    </div>
  );
}

function sendWords(question: InteractionDetail, writing: Decision): string {
  if (writing === 'edit') return 'Approve with these values';
  if (question.kind === 'review') return decisionWords('review', writing).does;
  return writing === 'reject' ? 'Reject' : 'Send the answer';
}
