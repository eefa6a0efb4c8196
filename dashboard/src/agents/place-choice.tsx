/** Where an agent works: in this server, or somewhere else. */
export type Place = 'here' | 'elsewhere';

interface PlaceChoiceProps {
  readonly place: Place;
  readonly onChange: (place: Place) => void;
}

const choices: readonly (readonly [place: Place, label: string, means: string])[] = [
  ['here', 'Runs here', 'A template brings tools, a model and a sample input.'],
  ['elsewhere', 'User agent', 'Runs elsewhere; a webhook of yours launches it, and it reports in.'],
];

/** Chooses where the new agent works. */
export function PlaceChoice({ place, onChange }: PlaceChoiceProps) {
  return (
    <fieldset>
      <legend className="mb-1.5 font-medium">Kind</legend>
      <div className="grid gap-2 sm:grid-cols-2">
        {choices.map(([id, label, means]) => (
          <label
            key={id}
            className="flex cursor-pointer gap-3 rounded-lg border border-border p-3 has-checked:border-primary has-checked:bg-accent has-focus-visible:outline-2 has-focus-visible:outline-ring"
          >
            <input
              type="radio"
              name="place"
              checked={place === id}
              onChange={() => onChange(id)}
              className="mt-1 size-4 shrink-0 accent-primary"
            />
            <span className="min-w-0">
              <span className="font-medium">{label}</span>
              <span className="block text-xs text-muted-foreground">{means}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
