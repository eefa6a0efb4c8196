import type { InteractionDetail } from '@forgeyard/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useForge } from '../api/forge.ts';
import { Button } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Modal } from '../ui/modal.tsx';

const minuteMs = 60_000;

interface SnoozeQuestionProps {
  readonly question: InteractionDetail;
  readonly isSnoozed: boolean;
  readonly onClose: () => void;
}

/** Hides a question from the inbox for a while; its deadline stays. */
export function SnoozeQuestion({ question, isSnoozed, onClose }: SnoozeQuestionProps) {
  const forge = useForge();
  const queries = useQueryClient();
  const snooze = useMutation({
    mutationFn: (untilMs: number | null) =>
      forge.interactions.snooze(question.id, untilMs === null ? null : new Date(untilMs).toISOString()),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['interactions'] });
      onClose();
    },
  });
  const choices: readonly (readonly [string, number | null])[] = [
    ['For 15 minutes', Date.now() + 15 * minuteMs],
    ['For an hour', Date.now() + 60 * minuteMs],
    ['For four hours', Date.now() + 240 * minuteMs],
    ['Until tomorrow at nine', tomorrowAtNine()],
    ...(isSnoozed ? ([['Back into the inbox now', null]] as const) : []),
  ];
  return (
    <Modal
      title="Snooze the question"
      description="It leaves the inbox of everybody until then. A deadline goes on counting."
      isOpen
      onClose={onClose}
    >
      <div className="flex flex-col gap-2">
        {snooze.isError && <ErrorPanel title="The question was not snoozed" error={snooze.error} />}
        {choices.map(([words, untilMs]) => (
          <Button key={words} className="h-11 justify-start!" onClick={() => !snooze.isPending && snooze.mutate(untilMs)}>
            {words}
          </Button>
        ))}
      </div>
    </Modal>
  );
}

function tomorrowAtNine(): number {
  const day = new Date();
  day.setDate(day.getDate() + 1);
  return day.setHours(9, 0, 0, 0);
}
