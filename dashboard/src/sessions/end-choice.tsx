import { Choice, Field } from '../ui/field.tsx';

const ends = { COMPLETED: 'Completed: the work is done', FAILED: 'Failed', KILLED: 'Killed: it must not go on' } as const;
const names = ['COMPLETED', 'FAILED', 'KILLED'] as const;

export type EndStatus = (typeof names)[number];

interface EndChoiceProps {
  readonly value: EndStatus;
  readonly onChange: (status: EndStatus) => void;
}

/** How a session is said to have ended. */
export function EndChoice({ value, onChange }: EndChoiceProps) {
  return (
    <Field label="As">
      {(control) => (
        <Choice {...control} value={value} onChange={(event) => onChange(names.find((each) => each === event.target.value) ?? 'COMPLETED')}>
          {names.map((each) => (
            <option key={each} value={each}>
              {ends[each]}
            </option>
          ))}
        </Choice>
      )}
    </Field>
  );
}
