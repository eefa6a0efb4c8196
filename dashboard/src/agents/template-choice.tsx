import type { Template } from '@forgeyard/sdk';
import type { UseQueryResult } from '@tanstack/react-query';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { SkeletonRows } from '../ui/skeleton.tsx';

interface TemplateChoiceProps {
  readonly templates: UseQueryResult<readonly Template[]>;
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
}

/** The templates as cards, one of which is chosen. */
export function TemplateChoice({ templates, chosen, onChoose }: TemplateChoiceProps) {
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1.5 font-medium">Template</legend>
      {templates.isPending && <SkeletonRows rows={3} label="templates" />}
      {templates.isError && (
        <ErrorPanel title="The templates could not be loaded" error={templates.error} onRetry={() => void templates.refetch()} />
      )}
      {templates.data?.map((template) => (
        <TemplateCard key={template.id} template={template} isChosen={template.id === chosen} onChoose={() => onChoose(template.id)} />
      ))}
    </fieldset>
  );
}

interface TemplateCardProps {
  readonly template: Template;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

function TemplateCard({ template, isChosen, onChoose }: TemplateCardProps) {
  return (
    <label className="flex cursor-pointer gap-3 rounded-lg border border-border p-3 has-checked:border-primary has-checked:bg-accent has-focus-visible:outline-2 has-focus-visible:outline-ring">
      <input type="radio" name="template" checked={isChosen} onChange={onChoose} className="mt-1 size-4 accent-primary" />
      <span className="min-w-0">
        <span className="font-medium">{template.name}</span>
        <span className="block text-xs text-muted-foreground">{template.description}</span>
        <span className="block font-mono text-xs text-muted-foreground">
          {template.model}
          {template.tools.length > 0 && ` · ${template.tools.join(', ')}`}
        </span>
      </span>
    </label>
  );
}
