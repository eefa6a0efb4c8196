import type { Decision, InteractionDetail } from '@forgeyard/sdk';
import { useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react';
import { useMay } from '../api/use-may.ts';
import { pretty } from '../format/value.ts';
import { useLetters } from '../shell/use-letters.ts';
import { focusFirstFault } from '../sign-in/focus-first-fault.ts';
import { CodeBlock } from '../ui/code-block.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { AnswerButtons } from './answer-buttons.tsx';
import { AnswerFields } from './answer-fields.tsx';
import { readAnswer, type AnswerDraft } from './drafts.ts';
import { useShape } from './form/schema-form.tsx';
import { callOf } from './question-words.ts';
import type { Drafts } from './use-drafts.ts';
import type { Outbox } from './use-outbox.ts';
import { WaitingAnswer } from './waiting-answer.tsx';

interface AnswerPartProps {
  readonly question: InteractionDetail;
  readonly drafts: Drafts;
  readonly outbox: Outbox;
  /** Other open questions that ask for exactly the same. */
  readonly twins: readonly string[];
}

/** The ways to answer an open question, each only where it is allowed. */
export function AnswerPart({ question, drafts, outbox, twins }: AnswerPartProps) {
  const form = useRef<HTMLFormElement | null>(null);
  const opened = useRef(false);
  const draft = drafts.of(question);
  useEffect(() => {
    if (opened.current) form.current?.querySelector<HTMLElement>('textarea, input, select')?.focus();
    opened.current = false;
  }, [draft.writing]);
  const outgoing = outbox.of(question.id);
  const { shape, shapes } = useShape(question.input_schema, question.input, draft.form);
  const change = (part: Partial<AnswerDraft>) => drafts.change(question, { missing: null, ...part });
  const send = (decision: Decision, from: AnswerDraft = draft) => {
    if (outgoing !== undefined && outgoing.state !== 'failed') return;
    const read = readAnswer(from, decision, shapes, question.kind);
    if ('resolution' in read) return outbox.put(question.id, read.resolution, from.isForTwins && decision !== 'edit' ? twins : []);
    drafts.change(question, { writing: decision === 'approve' ? null : decision, missing: read.draft.missing, faults: read.draft.faults });
    if (form.current !== null) focusFirstFault(form.current);
  };
  const open = (decision: Decision) => {
    const needsFields = decision === 'edit' || decision === 'respond' || (decision === 'reject' && question.kind === 'review');
    if (!needsFields) return send(decision);
    opened.current = true;
    change({ writing: decision, faults: {} });
  };
  const letter = (decision: Decision) => () => {
    if (outgoing !== undefined || !question.allowed.includes(decision)) return false;
    open(decision);
    return true;
  };
  useLetters({ a: letter('approve'), e: letter('edit'), r: question.allowed.includes('reject') ? letter('reject') : letter('respond') });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && draft.writing !== null) send(draft.writing);
  };
  const isOnItsWay = outgoing !== undefined && outgoing.state !== 'failed';
  return (
    <form
      ref={form}
      aria-label="Answer"
      noValidate
      onKeyDown={onKeyDown}
      onSubmit={(event) => (event.preventDefault(), draft.writing !== null && send(draft.writing))}
      className="flex flex-col gap-4"
    >
      {draft.writing !== 'edit' && question.tool !== null && <CodeBlock text={pretty(question.input)} label="proposed input" />}
      {outgoing?.state === 'failed' && <ErrorPanel title="The answer was not taken" error={outgoing.error} />}
      {!isOnItsWay && <AnswerFields {...{ question, draft, shape, change }} onQuickReply={(text) => send('respond', { ...draft, text })} />}
      {!isOnItsWay && <Twins count={twins.length} question={question} draft={draft} change={change} />}
      {!isOnItsWay && <Remember question={question} draft={draft} change={change} />}
      <div className="sticky bottom-0 z-10 -mx-4 border-t border-border bg-background px-4 py-3 sm:mx-0 sm:px-0">
        {isOnItsWay ? (
          <WaitingAnswer question={question} outgoing={outgoing} onUndo={() => outbox.undo(question.id)} />
        ) : (
          <AnswerButtons
            question={question}
            draft={draft}
            onOpen={open}
            onSend={send}
            onBack={() => change({ writing: null, faults: {} })}
          />
        )}
      </div>
    </form>
  );
}

interface TwinsProps extends RememberProps {
  readonly count: number;
}

/** One answer for all that ask for exactly the same. */
function Twins({ count, question, draft, change }: TwinsProps) {
  if (count === 0 || draft.writing === 'edit') return null;
  return (
    <Tick isOn={draft.isForTwins} onChange={(isForTwins) => change({ isForTwins })}>
      The same answer for {count === 1 ? 'the other one that asks' : `the ${count} others that ask`} for exactly this
      <span className="block text-xs text-muted-foreground">
        {question.agent?.display_name} waits {count + 1} times with <code className="font-mono">{callOf(question)}</code> and the same
        input.
      </span>
    </Tick>
  );
}

interface TickProps {
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
  readonly children: ReactNode;
}

function Tick({ isOn, onChange, children }: TickProps) {
  return (
    <label className="flex min-h-11 items-start gap-3 rounded-md border border-border bg-card p-3">
      <input
        type="checkbox"
        className="mt-0.5 size-4.5 shrink-0 accent-primary"
        checked={isOn}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span>{children}</span>
    </label>
  );
}

interface RememberProps {
  readonly question: InteractionDetail;
  readonly draft: AnswerDraft;
  readonly change: (part: Partial<AnswerDraft>) => void;
}

/** Only who may change agents may have an agent ask less. */
function Remember({ question, draft, change }: RememberProps) {
  const { manage } = useMay();
  const call = callOf(question);
  const isPossible = manage && question.reason === 'policy' && question.agent !== null && call !== '';
  if (!isPossible || !(draft.writing === null || draft.writing === 'edit')) return null;
  return (
    <Tick isOn={draft.remember} onChange={(remember) => change({ remember })}>
      Always allow <code className="font-mono text-xs">{call}</code> for {question.agent?.display_name}
      <span className="block text-xs text-muted-foreground">
        Approving then counts for every run of the agent, also for those that wait for this tool already: none of them asks for it again.
      </span>
    </Tick>
  );
}
