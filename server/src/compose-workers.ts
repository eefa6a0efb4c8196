import type { Home } from './domain/home.ts';
import { Dispatcher, InteractionKeeper, TaskKeeper } from './engine/index.ts';
import type { RunEngine } from './engine/index.ts';
import {
  defaultLaunchLimits,
  defaultNotificationLimits,
  defaultWebhookLimits,
  LaunchWorker,
  NotificationWorker,
  WebhookWorker,
} from './events/index.ts';
import type { GuardedFetch } from './kernel/guarded-fetch.ts';
import type { ComposeOptions } from './compose-options.ts';

interface WorkerParts {
  readonly home: Home;
  readonly engine: RunEngine;
  readonly guardedFetch: GuardedFetch;
  readonly reportFault: (where: string, error: unknown) => void;
}

/** Everything that works without being asked. What begins work is stopped before what carries it out. */
export function workersOf({ home, engine, guardedFetch, reportFault }: WorkerParts, options: ComposeOptions) {
  const dispatcher = new Dispatcher({ home, reportFault }, options.dispatcherLimits);
  const taskKeeper = new TaskKeeper(home, reportFault, options.keeperTimes);
  const interactionKeeper = new InteractionKeeper(home, reportFault, options.interactionsMs);
  const webhooks = new WebhookWorker(
    { home, guardedFetch, reportFault, random: Math.random },
    { ...defaultWebhookLimits, ...options.webhookLimits },
  );
  const launches = new LaunchWorker({ home, guardedFetch, reportFault }, { ...defaultLaunchLimits, ...options.launchLimits });
  const notifications = new NotificationWorker(
    { home, guardedFetch, reportFault },
    { ...defaultNotificationLimits, ...options.notificationLimits },
  );
  return {
    start(): void {
      for (const worker of [engine, dispatcher, taskKeeper, interactionKeeper, webhooks, launches, notifications]) worker.start();
    },
    async drain(): Promise<void> {
      await Promise.all([dispatcher.drain(), taskKeeper.drain(), interactionKeeper.drain()]);
      await Promise.all([engine.drain(), webhooks.drain(), launches.drain(), notifications.drain()]);
    },
  };
}
