import type { Forgeyard, Webhook } from '@forgeyard/sdk';
import { CommandFailure, exitCode, usageFailure } from '../program/failure.ts';

/** The webhook that was named, else the only active one of the organisation. @throws CommandFailure when there is none, or a choice to make */
export async function findWebhook(forge: Forgeyard, named: string | undefined): Promise<Webhook> {
  if (named !== undefined) return forge.webhooks.get(named);
  const webhooks = await forge.webhooks.list({ limit: 200 }).all();
  const active = webhooks.filter(({ status, agent }) => status === 'active' && agent === null);
  const [only] = active;
  if (only === undefined)
    throw new CommandFailure('WEBHOOK_NOT_FOUND', 'There is no active webhook', {
      exit: exitCode.notFound,
      hint: 'Make one with: forgeyard webhook create <url>',
    });
  if (active.length > 1)
    throw usageFailure('There are several webhooks; say which with --webhook <webhook>', 'See: forgeyard webhook list');
  return only;
}
