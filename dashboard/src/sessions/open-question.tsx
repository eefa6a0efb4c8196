import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useForge } from '../api/forge.ts';
import { useMay } from '../api/use-may.ts';
import { AnswerPart } from '../inbox/answer-part.tsx';
import { questionQuery } from '../inbox/inbox-queries.ts';
import { Outcome } from '../inbox/outcome.tsx';
import { QuestionHead } from '../inbox/question-head.tsx';
import { useDrafts } from '../inbox/use-drafts.ts';
import { useOutbox } from '../inbox/use-outbox.ts';
import { useLetters } from '../shell/use-letters.ts';
import { ErrorPanel } from '../ui/error-panel.tsx';

/** The question that a session waits with, to be answered in its place. */
export function OpenQuestion({ id }: { readonly id: string }) {
  const question = useQuery({ ...questionQuery(useForge(), id), refetchInterval: 5_000 });
  const drafts = useDrafts();
  const outbox = useOutbox(drafts.refuse);
  const { userId } = useMay();
  useLetters({ u: () => outbox.undo() });
  const place = useRef<HTMLElement | null>(null);
  const isThere = question.data !== undefined;
  useEffect(() => {
    // Who opens a session that waits comes to answer.
    if (isThere) place.current?.scrollIntoView({ block: 'nearest' });
  }, [isThere]);
  if (question.isError)
    return <ErrorPanel title="The question could not be loaded" error={question.error} onRetry={() => void question.refetch()} />;
  if (question.data === undefined) return null;
  const { data } = question;
  return (
    <section ref={place} aria-label="Open question" className="flex scroll-mt-20 flex-col gap-4">
      {(data.message_id === null || data.state !== 'open') && <QuestionHead question={data} canAct />}
      {data.state === 'open' ? (
        <AnswerPart question={data} drafts={drafts} outbox={outbox} twins={[]} />
      ) : (
        <Outcome question={data} userId={userId} draft={drafts.of(data)} next={undefined} onNext={() => undefined} />
      )}
    </section>
  );
}
