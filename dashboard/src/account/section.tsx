import { useId, type ReactNode } from 'react';

interface SectionProps {
  readonly title: string;
  readonly lead?: ReactNode;
  /** A state beside the title, in a word. */
  readonly mark?: ReactNode;
  readonly actions?: ReactNode;
  readonly children?: ReactNode;
}

/** One part of a settings page: a card with its heading, one line on what it is, and its action at the right. */
export function Section({ title, lead, mark, actions, children }: SectionProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="flex flex-col gap-4 rounded-lg border border-border bg-card p-4 sm:p-5">
      <header className="flex flex-wrap items-start justify-between gap-x-4 gap-y-3">
        <div className="min-w-0 flex-1 basis-64">
          <div className="flex flex-wrap items-center gap-x-3">
            <h2 id={id} className="text-base font-semibold">
              {title}
            </h2>
            {mark}
          </div>
          {lead !== undefined && <p className="max-w-prose text-muted-foreground">{lead}</p>}
        </div>
        {actions}
      </header>
      {children}
    </section>
  );
}
