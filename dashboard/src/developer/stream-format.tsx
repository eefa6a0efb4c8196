import { streamEvents } from './call.ts';

/** Says what the call answers, streamed or not. */
export function StreamFormat({ isStream }: { readonly isStream: boolean }) {
  if (!isStream) {
    return (
      <section className="flex flex-col gap-2">
        <h3 className="font-semibold">Answer</h3>
        <p>
          One JSON document when the run has ended:{' '}
          <code className="rounded bg-muted px-1 font-mono text-xs break-all">
            {'{"success": true, "data": {run_id, session_id, session_name, status, output, result, steps, usage, duration_ms}}'}
          </code>
        </p>
      </section>
    );
  }
  return (
    <section className="flex flex-col gap-2">
      <h3 className="font-semibold">Answer: server-sent events</h3>
      <p>
        Each event has an <code className="rounded bg-muted px-1 font-mono text-xs">id</code>, a name and one line of JSON. After a broken
        connection, read on from{' '}
        <code className="rounded bg-muted px-1 font-mono text-xs break-all">GET /v1/runs/&#123;run_id&#125;/events</code> with the last id
        in the header <code className="rounded bg-muted px-1 font-mono text-xs">Last-Event-ID</code>.
      </p>
      <dl className="grid grid-cols-1 gap-x-4 gap-y-1.5 sm:grid-cols-[auto_1fr]">
        {streamEvents.map(([name, fields, what]) => (
          <div key={name} className="contents">
            <dt className="font-mono text-xs font-medium leading-6">{name}</dt>
            <dd>
              {what} <span className="font-mono text-xs text-muted-foreground">{fields}</span>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
