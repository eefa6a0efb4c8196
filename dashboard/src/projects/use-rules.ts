import type { Project, RoutingRule } from '@forgeyard/sdk';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useForge } from '../api/forge.ts';
import { rulesQuery } from './project-queries.ts';
import { draftOf, sentRules, type RuleDraft } from './rule-draft.ts';

/** The rules of a project while they are edited. */
export type Rules = ReturnType<typeof useRules>;

/** Holds an ordered list of rules until it is saved as a whole. */
export function useRules(project: Project, saved: readonly RoutingRule[]) {
  const forge = useForge();
  const queries = useQueryClient();
  const [base, setBase] = useState<readonly RuleDraft[]>(() => saved.map(draftOf));
  const [drafts, setDrafts] = useState(base);
  const [said, setSaid] = useState('');
  const replace = (next: readonly RuleDraft[], words: string) => {
    setDrafts(next);
    setSaid(words);
  };
  const save = useMutation({
    mutationFn: () => forge.projects.routing.replace(project.id, sentRules(drafts)),
    onSuccess: (next) => {
      const fresh = next.map(draftOf);
      setBase(fresh);
      replace(fresh, 'Saved.');
      queries.setQueryData(rulesQuery(forge, String(project.number)).queryKey, next);
    },
  });
  const move = (place: number, step: 1 | -1) => {
    const rule = drafts[place];
    if (rule === undefined || drafts[place + step] === undefined) return;
    replace(drafts.toSpliced(place, 1).toSpliced(place + step, 0, rule), `“${rule.name}” is now number ${place + step + 1}.`);
  };
  const keep = (rule: RuleDraft) => {
    const isKnown = drafts.some(({ key }) => key === rule.key);
    replace(isKnown ? drafts.map((each) => (each.key === rule.key ? rule : each)) : [...drafts, rule], '');
  };
  const remove = ({ key, name }: RuleDraft) =>
    replace(
      drafts.filter((each) => each.key !== key),
      `“${name}” will be removed when you save.`,
    );
  const isDirty = JSON.stringify(drafts) !== JSON.stringify(base);
  return { drafts, said, save, isDirty, move, keep, remove, discard: () => replace(base, 'Your changes were thrown away.') };
}
