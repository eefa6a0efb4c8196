import { Button } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Choice, Field } from '../ui/field.tsx';
import { Toggle } from '../ui/toggle.tsx';
import { LaunchFields } from './launch-fields.tsx';
import { useLaunchForm, type LaunchFormInput } from './use-launch-form.ts';

/** Which webhook begins the agent, and what it needs. */
export function LaunchForm(props: LaunchFormInput) {
  const form = useLaunchForm(props);
  const { save, remove, type } = form;
  const isNew = props.saved === null;
  return (
    <form onSubmit={form.submit} noValidate aria-label="Launch configuration" className="flex max-w-2xl flex-col gap-5">
      <Field label="Webhook type" hint={type?.description}>
        {(control) => (
          <Choice {...control} value={type?.id} onChange={(event) => form.choose(event.target.value)}>
            {props.types.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Choice>
        )}
      </Field>
      <LaunchFields
        fields={type?.build_fields ?? []}
        values={form.values}
        stored={form.stored}
        faultOf={form.faultOf}
        onChange={form.change}
      />
      <Toggle label="Active" hint="Switched off, nobody can launch the agent from here." isOn={form.isActive} onChange={form.setActive} />
      {save.isError && <ErrorPanel title="The configuration was not saved" error={save.error} />}
      {remove.isError && <ErrorPanel title="The configuration was not removed" error={remove.error} />}
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" look="primary" aria-disabled={form.isBusy}>
          {save.isPending ? 'Saving…' : 'Save launch'}
        </Button>
        {!isNew && (
          <Button aria-disabled={form.isBusy} onClick={() => !form.isBusy && remove.mutate()}>
            Remove launch
          </Button>
        )}
        <p role="status" className="text-success">
          {save.isSuccess ? 'Saved.' : remove.isSuccess && isNew ? 'Removed.' : ''}
        </p>
      </div>
    </form>
  );
}
