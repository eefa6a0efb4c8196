import type { Decision, Interaction, InteractionKind, Resolution } from '@forgeyard/sdk';
import { ApiError } from '@forgeyard/sdk';
import { draftOf, faultsOf, readDraft, type Faults, type FormDraft } from './form/draft.ts';
import type { Shape } from './form/shape.ts';

/** An answer that is being written; `writing` is what the open fields are for. */
export interface AnswerDraft {
  readonly writing: 'edit' | 'respond' | 'reject' | null;
  readonly text: string;
  readonly form: FormDraft;
  readonly faults: Faults;
  readonly missing: string | null;
  /** The tool may be used without asking from now on. */
  readonly remember: boolean;
  /** Others that ask for exactly the same get the same answer. */
  readonly isForTwins: boolean;
}

/** An answer of which nothing is written yet; a question that wants words has its field open. */
export function blankDraft(question: Interaction): AnswerDraft {
  const { input } = question;
  const writing = wantsWords(question) ? 'respond' : null;
  return { writing, text: '', form: draftOf(input), faults: {}, missing: null, remember: false, isForTwins: false };
}

/** Whether there is nothing to approve: the field for the answer is then always open. */
export function wantsWords({ allowed }: Interaction): boolean {
  return allowed.includes('respond') && !allowed.includes('approve');
}

/** Either what is to be sent, or the draft with what is missing in it. */
export type ReadAnswer = { readonly resolution: Resolution } | { readonly draft: AnswerDraft };

/** Reads what was written for a decision. */
export function readAnswer(draft: AnswerDraft, decision: Decision, shapes: ReadonlyMap<string, Shape>, kind: InteractionKind): ReadAnswer {
  const remember = draft.remember && (decision === 'approve' || decision === 'edit') ? { remember: true } : {};
  if (decision === 'edit') {
    const { value, faults } = readDraft(draft.form, shapes);
    return value === null ? { draft: { ...draft, faults } } : { resolution: { decision, input: value, ...remember } };
  }
  const message = draft.text.trim();
  const isReview = kind === 'review';
  const needsWords = decision === 'respond' || (isReview && decision === 'reject');
  if (needsWords && message === '') return { draft: { ...draft, missing: isReview ? 'Say what is wrong.' : 'Write an answer.' } };
  const takesWords = needsWords || (kind === 'question' && decision === 'reject' && message !== '');
  return { resolution: { decision, ...(takesWords ? { message } : {}), ...remember } };
}

/** Puts what the server refused onto the fields that it points at. */
export function withRefusal(draft: AnswerDraft, resolution: Resolution, thrown: unknown): AnswerDraft {
  if (!(thrown instanceof ApiError) || resolution.decision !== 'edit') return draft;
  return { ...draft, writing: 'edit', faults: faultsOf(thrown.fieldErrors) };
}
