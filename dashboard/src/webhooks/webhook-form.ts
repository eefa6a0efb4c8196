import { ApiError, type Webhook, type WebhookCreate, type WebhookSchedule, type WebhookStyle } from '@forgeyard/sdk';
import { choiceOf, type EventChoice } from './event-picker.tsx';

/** What the form of an endpoint holds. */
export interface WebhookDraft {
  readonly url: string;
  readonly description: string;
  readonly choice: EventChoice;
  readonly style: WebhookStyle;
  readonly schedule: WebhookSchedule;
}

export type WebhookFaults = Readonly<Record<'url' | 'events', string | null>>;

export const noFaults: WebhookFaults = { url: null, events: null };

export const blankDraft: WebhookDraft = { url: '', description: '', choice: choiceOf([]), style: 'standard', schedule: 'standard' };

/** The form of an endpoint that exists. */
export function draftOf({ url, description, events, style, schedule }: Webhook): WebhookDraft {
  return { url, description, choice: choiceOf(events), style, schedule };
}

/** What is missing before the server can be asked; the server checks the address itself. */
export function faultsOf({ url, choice }: Pick<WebhookDraft, 'url' | 'choice'>): WebhookFaults {
  return {
    url: /^https?:\/\/[^\s/]+/.test(url.trim()) ? null : 'Type the whole address, beginning with https://.',
    events: choice.isAll || choice.events.length > 0 ? null : 'Choose at least one event, or all.',
  };
}

export function eventsOf({ isAll, events }: EventChoice): readonly string[] {
  return isAll ? [] : events;
}

/** The body of the request that makes or changes the endpoint. */
export function bodyOf({ url, description, choice, style, schedule }: WebhookDraft): WebhookCreate {
  return { url: url.trim(), description: description.trim(), events: eventsOf(choice), style, schedule };
}

/** What the server said about the address; null when its refusal is about something else. */
export function urlRefusal(error: unknown): string | null {
  if (!(error instanceof ApiError)) return null;
  const onField = error.fieldErrors.find(({ pointer }) => pointer === '/url')?.detail;
  if (onField !== undefined) return onField;
  return /address|url/i.test(error.code) ? error.message : null;
}
