import { sealedDeploymentSecrets } from './deployment-values.ts';
import { sealedLaunchConfigs } from './domain/launches/index.ts';
import { sealedPushSubscriptions } from './domain/notifications/index.ts';
import { sealedProviderKeys } from './domain/providers/index.ts';
import { sealedSigningKeys } from './domain/tokens/index.ts';
import { sealedToolServerHeaders } from './domain/tool-servers/index.ts';
import { sealedWebhookSecrets } from './domain/webhooks/index.ts';
import { sealedVerifications } from './sealed-verifications.ts';
import type { SealedColumn } from './domain/sealed-column.ts';

/** Every column that holds sealed secrets. A rotation of the master key walks this list and nothing else. */
export const sealedColumns: readonly SealedColumn[] = [
  sealedProviderKeys,
  sealedDeploymentSecrets,
  sealedSigningKeys,
  sealedVerifications,
  ...sealedWebhookSecrets,
  sealedToolServerHeaders,
  sealedLaunchConfigs,
  ...sealedPushSubscriptions,
];
