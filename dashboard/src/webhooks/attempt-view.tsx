import type { DeliveryAttempt } from '@forgeyard/sdk';
import { CircleAlert, CircleCheck } from 'lucide-react';
import { duration } from '../format/time.ts';
import { pretty } from '../format/value.ts';
import { CodeBlock } from '../ui/code-block.tsx';
import { Moment } from '../ui/moment.tsx';

/** One attempt: what was answered and how fast; opened, the headers of both sides and the answer. */
export function AttemptView({ attempt, isNewest }: { readonly attempt: DeliveryAttempt; readonly isNewest: boolean }) {
  const isGood = attempt.error === null && attempt.status !== null && attempt.status >= 200 && attempt.status < 300;
  const Icon = isGood ? CircleCheck : CircleAlert;
  return (
    <li className="rounded-lg border border-border bg-card">
      <details open={isNewest || undefined}>
        <summary className="flex min-h-10 flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2">
          <Icon size={16} aria-hidden className={isGood ? 'text-success' : 'text-destructive'} />
          <span className="font-medium">
            {attempt.number}. {attempt.status === null ? 'No answer' : `Answered ${attempt.status}`}
          </span>
          {attempt.error !== null && <span className="min-w-0 wrap-anywhere text-muted-foreground">{attempt.error}</span>}
          <span className="tabular ml-auto text-muted-foreground">
            {duration(attempt.duration_ms)} · <Moment at={attempt.at} />
          </span>
        </summary>
        <div className="flex flex-col gap-3 border-t border-border p-3">
          <Part title="Request headers" text={headersOf(attempt.request_headers)} number={attempt.number} />
          {attempt.response_headers !== null && (
            <Part title="Response headers" text={headersOf(attempt.response_headers)} number={attempt.number} />
          )}
          {attempt.response_body !== null && attempt.response_body !== '' && (
            <Part title="Response body" text={pretty(attempt.response_body)} number={attempt.number} />
          )}
        </div>
      </details>
    </li>
  );
}

function Part({ title, text, number }: { readonly title: string; readonly text: string; readonly number: number }) {
  return (
    <div className="flex flex-col gap-1">
      <p className="text-xs text-muted-foreground">{title}</p>
      <CodeBlock text={text} label={`${title.toLowerCase()} of attempt ${number}`} className="max-h-60! whitespace-pre-wrap break-all" />
    </div>
  );
}

function headersOf(headers: Readonly<Record<string, string>>): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return lines.length === 0 ? '(no headers)' : lines.join('\n');
}
