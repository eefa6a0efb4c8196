import { useQuery } from '@tanstack/react-query';
import { useForge } from '../api/forge.ts';
import { projectChoices } from '../projects/project-choices.ts';
import { projectsQuery } from '../projects/project-queries.ts';
import { SlowSearch } from '../ui/slow-search.tsx';
import { FilterCheck, FilterChoice, FilterRow, type Choices } from '../ui/filter-choice.tsx';
import { assigneesQuery } from './task-queries.ts';
import { priorities, priorityWords } from './task-words.ts';
import { openStates, type TaskSearch } from './task-filter.ts';

interface TaskFiltersProps {
  readonly search: TaskSearch;
  readonly isList: boolean;
  readonly onChange: (part: TaskSearch) => void;
}

const statusChoices: Choices = [
  ['', 'Any state'],
  [openStates.join(','), 'Open'],
  ['pending', 'Pending'],
  ['assigned', 'Assigned'],
  ['in_progress', 'In progress'],
  ['review', 'Review'],
  ['completed', 'Done'],
  ['cancelled', 'Cancelled'],
];

const priorityChoices: Choices = [
  ['', 'Any priority'],
  ...priorities.map((priority) => [String(priority), priorityWords[priority]] as const),
];

/** The filters of the tasks; all of them are in the address. */
export function TaskFilters({ search, isList, onChange }: TaskFiltersProps) {
  const forge = useForge();
  const projects = useQuery(projectsQuery(forge)).data ?? [];
  const workers = useQuery(assigneesQuery(forge)).data ?? [];
  const { project = '', agent = '', priority = '', status = '' } = search;
  return (
    <FilterRow>
      <SlowSearch
        label="Filter tasks"
        placeholder="Filter by text"
        className="col-span-2 sm:max-w-56"
        value={search.text ?? ''}
        onText={(text) => onChange({ text })}
      />
      <FilterChoice label="Project" value={project} choices={projectChoices(projects)} onChange={(next) => onChange({ project: next })} />
      <FilterChoice
        label="Assignee"
        value={agent}
        choices={[['', 'Anybody'], ['none', 'Nobody'], ...workers.map(({ slug, display_name: name }) => [slug, name] as const)]}
        onChange={(next) => onChange({ agent: next })}
      />
      <FilterChoice label="Priority" value={priority} choices={priorityChoices} onChange={(next) => onChange({ priority: next })} />
      {isList && <FilterChoice label="State" value={status} choices={statusChoices} onChange={(next) => onChange({ status: next })} />}
      <FilterCheck label="Mine" isOn={search.mine === 'true'} onChange={(isOn) => onChange({ mine: isOn ? 'true' : '' })} />
    </FilterRow>
  );
}
