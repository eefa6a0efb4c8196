import type { Project, RoutingRule } from '@forgeyard/sdk';
import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useForge } from '../api/forge.ts';
import { managersOnly, useMay } from '../api/use-may.ts';
import { assigneesQuery } from '../tasks/task-queries.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Panel } from '../ui/panel.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { rulesQuery } from './project-queries.ts';
import { RoutingTest } from './routing-test.tsx';
import { RuleCard } from './rule-card.tsx';
import { newRule, type RuleDraft } from './rule-draft.ts';
import { RuleForm } from './rule-form.tsx';
import { useRules, type Rules } from './use-rules.ts';

const rulesMax = 50;

/** Who gets which task of the project: an ordered list of rules, and a place to try them. */
export function RoutingTab({ project }: { readonly project: Project }) {
  const rules = useQuery(rulesQuery(useForge(), String(project.number)));
  if (rules.isPending) return <SkeletonRows label="rules" />;
  if (rules.isError) return <ErrorPanel title="The rules could not be loaded" error={rules.error} onRetry={() => void rules.refetch()} />;
  return <RulesEditor project={project} saved={rules.data} />;
}

function RulesEditor({ project, saved }: { readonly project: Project; readonly saved: readonly RoutingRule[] }) {
  const rules = useRules(project, saved);
  const { drafts, isDirty } = rules;
  const [edited, setEdited] = useState<RuleDraft | null>(null);
  const { manage } = useMay();
  const keep = (rule: RuleDraft) => {
    rules.keep(rule);
    setEdited(null);
  };
  const add = manage && (
    <Button data-shortcut="create" disabled={drafts.length >= rulesMax} onClick={() => setEdited(newRule(`new-${crypto.randomUUID()}`))}>
      <Plus size={16} aria-hidden />
      Add rule
    </Button>
  );
  return (
    <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <div className="flex min-w-0 flex-col gap-4">
        <div className="flex flex-wrap items-center justify-between gap-2">
          <p className="max-w-prose text-muted-foreground">
            The first rule that fits and finds somebody with room decides. A preferred agent comes before all rules, the default agent after
            them.
          </p>
          {drafts.length > 0 && add}
        </div>
        {drafts.length === 0 ? (
          <EmptyState says="No rules: automatic tasks go to the default agent, or wait until somebody takes them." action={add} />
        ) : (
          <RuleList rules={rules} isFixed={!manage} onEdit={setEdited} />
        )}
        {manage ? <RulesFooter rules={rules} /> : <p className="text-muted-foreground">{managersOnly}</p>}
      </div>
      <Panel title="Test the rules">
        <RoutingTest project={project} drafts={drafts} isDirty={isDirty} />
      </Panel>
      {edited !== null && <RuleForm rule={edited} onKeep={keep} onClose={() => setEdited(null)} />}
    </div>
  );
}

interface RuleListProps {
  readonly rules: Rules;
  readonly isFixed: boolean;
  readonly onEdit: (rule: RuleDraft) => void;
}

function RuleList({ rules, isFixed, onEdit }: RuleListProps) {
  const workers = useQuery(assigneesQuery(useForge())).data ?? [];
  const nameOf = (id: string) => workers.find((worker) => worker.id === id)?.display_name ?? 'an agent that is gone';
  return (
    <ol aria-label="Rules" className="flex flex-col gap-3">
      {rules.drafts.map((rule, place) => (
        <RuleCard
          key={rule.key}
          rule={rule}
          isFixed={isFixed}
          place={place}
          isLast={place === rules.drafts.length - 1}
          nameOf={nameOf}
          onMove={(step) => rules.move(place, step)}
          onEdit={() => onEdit(rule)}
          onToggle={(isEnabled) => rules.keep({ ...rule, isEnabled })}
          onRemove={() => rules.remove(rule)}
        />
      ))}
    </ol>
  );
}

function RulesFooter({ rules: { isDirty, said, save, discard } }: { readonly rules: Rules }) {
  return (
    <>
      {save.isError && <ErrorPanel title="The rules were not saved" error={save.error} />}
      <footer className="sticky bottom-0 flex flex-wrap items-center gap-3 border-t border-border bg-background py-3">
        <Button look="primary" disabled={!isDirty} aria-disabled={save.isPending} onClick={() => !save.isPending && save.mutate()}>
          Save rules
        </Button>
        {isDirty && <Button onClick={discard}>Discard</Button>}
        <p role="status" className="text-muted-foreground">
          {said === '' && isDirty ? 'Not saved yet.' : said}
        </p>
      </footer>
    </>
  );
}
