import type { Interaction, Resolution } from '@forgeyard/sdk';
import { useCallback, useMemo, useState } from 'react';
import { blankDraft, withRefusal, type AnswerDraft } from './drafts.ts';

/** What was written for each question; it stays while one looks at others, and when sending fails. */
export interface Drafts {
  readonly of: (question: Interaction) => AnswerDraft;
  readonly change: (question: Interaction, part: Partial<AnswerDraft>) => void;
  readonly refuse: (id: string, resolution: Resolution, error: unknown) => void;
}

const draftsKept = 100;

export function useDrafts(): Drafts {
  const [drafts, setDrafts] = useState<ReadonlyMap<string, AnswerDraft>>(new Map());
  const change = useCallback((question: Interaction, part: Partial<AnswerDraft>) => {
    setDrafts((before) => {
      const kept = [...before].filter(([id]) => id !== question.id).slice(-draftsKept);
      return new Map([...kept, [question.id, { ...(before.get(question.id) ?? blankDraft(question)), ...part }]]);
    });
  }, []);
  const refuse = useCallback((id: string, resolution: Resolution, error: unknown) => {
    setDrafts((before) => {
      const draft = before.get(id);
      return draft === undefined ? before : new Map(before).set(id, withRefusal(draft, resolution, error));
    });
  }, []);
  return useMemo(() => ({ of: (question) => drafts.get(question.id) ?? blankDraft(question), change, refuse }), [drafts, change, refuse]);
}
