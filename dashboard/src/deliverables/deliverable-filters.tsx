import { useQuery } from '@tanstack/react-query';
import { useForge } from '../api/forge.ts';
import { projectChoices } from '../projects/project-choices.ts';
import { projectsQuery } from '../projects/project-queries.ts';
import { assigneesQuery } from '../tasks/task-queries.ts';
import { FilterCheck, FilterChoice, FilterRow, type Choices } from '../ui/filter-choice.tsx';

/** What the address of the page says about the filter. */
export interface DeliverableSearch {
  readonly status?: string;
  readonly agent?: string;
  readonly project?: string;
  readonly mine?: string;
}

interface DeliverableFiltersProps {
  readonly search: DeliverableSearch;
  readonly onChange: (part: DeliverableSearch) => void;
}

const statusChoices: Choices = [
  ['', 'Any state'],
  ['pending', 'Waiting for review'],
  ['approved', 'Approved'],
  ['revision_requested', 'Revision requested'],
  ['revised', 'Revised'],
  ['rejected', 'Rejected'],
];

/** The filters of the deliverables; all of them are in the address. */
export function DeliverableFilters({ search, onChange }: DeliverableFiltersProps) {
  const forge = useForge();
  const projects = useQuery(projectsQuery(forge)).data ?? [];
  const workers = useQuery(assigneesQuery(forge)).data ?? [];
  const { status = '', agent = '', project = '' } = search;
  return (
    <FilterRow>
      <FilterChoice label="State" isFirst value={status} choices={statusChoices} onChange={(next) => onChange({ status: next })} />
      <FilterChoice
        label="Agent"
        value={agent}
        choices={[['', 'Anybody'], ...workers.map(({ slug, display_name: name }) => [slug, name] as const)]}
        onChange={(next) => onChange({ agent: next })}
      />
      <FilterChoice label="Project" value={project} choices={projectChoices(projects)} onChange={(next) => onChange({ project: next })} />
      <FilterCheck label="Mine" isOn={search.mine === 'true'} onChange={(isOn) => onChange({ mine: isOn ? 'true' : '' })} />
    </FilterRow>
  );
}
