import { ask, caller, waiting } from './questions.ts';
import type { Recorded, Scene } from './scene.ts';
import type { Reply } from './world.ts';

/** Rules by which people are asked. */
export const recordedInteractions: Recorded = {
  putInteractionRules: [
    ['agent.interaction_rules_changed'],
    async (s) => {
      const id = await s.agent();
      return () => s.boss.call('PUT', `/v1/agents/${id}/interaction-rules`, { deadline_s: 3_600, on_timeout: 'reject' });
    },
  ],
};

const onQuestion = async (s: Scene, word: string, body: object): Promise<() => Promise<Reply>> => {
  const agent = await caller(s.boss.call, `asks-${word}`, [ask({ question: 'Well?' })]);
  const { question } = await waiting(s.boss.call, agent);
  return () => s.boss.call('POST', `/v1/interactions/${question.id}/${word}`, body);
};

/** Good requests that the trail does not record: they are in the log of their session. */
export const unrecordedInteractions: Recorded = {
  resolveInteraction: [[], (s) => onQuestion(s, 'resolve', { decision: 'respond', message: 'x' })],
  assignInteraction: [[], (s) => onQuestion(s, 'assign', { user_id: null })],
  snoozeInteraction: [[], (s) => onQuestion(s, 'snooze', { until: null })],
};
