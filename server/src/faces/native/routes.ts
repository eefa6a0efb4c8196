import type { FaceParts, RouteDraft } from '../kit/index.ts';
import { accountRoutes } from './account.routes.ts';
import { meRoutes } from './me.routes.ts';
import { oidcRoutes } from './oidc.routes.ts';
import { passkeyRoutes } from './passkeys.routes.ts';
import { twoFactorRoutes } from './two-factor.routes.ts';
import { agentRoutes } from './agents.routes.ts';
import { auditRoutes } from './audit.routes.ts';
import { profileRoutes } from './profiles.routes.ts';
import { invitationRoutes } from './invitations.routes.ts';
import { memberRoutes } from './members.routes.ts';
import { orgRoutes } from './orgs.routes.ts';
import { assigneeRoutes } from './assignees.routes.ts';
import { knowledgeRoutes } from './projects-knowledge.routes.ts';
import { projectRoutes } from './projects.routes.ts';
import { routingRoutes } from './projects-routing.routes.ts';
import { credentialRoutes } from './credentials.routes.ts';
import { activityRoutes } from './activity.routes.ts';
import { taskWorkRoutes } from './tasks-work.routes.ts';
import { taskRoutes } from './tasks.routes.ts';
import { runRoutes } from './runs.routes.ts';
import { sessionEventRoutes } from './session-events.routes.ts';
import { sessionMessageRoutes } from './sessions-messages.routes.ts';
import { sessionRoutes } from './sessions.routes.ts';
import { shareRoutes } from './shares.routes.ts';
import { teamRoutes } from './teams.routes.ts';
import { spanRoutes } from './spans.routes.ts';
import { commentRoutes } from './comments.routes.ts';
import { deliverableRoutes } from './deliverables.routes.ts';
import { contextRoutes } from './context.routes.ts';
import { executionRoutes } from './execution.routes.ts';
import { metricsRoutes } from './metrics.routes.ts';
import { agentWebhookRoutes } from './agent-webhook.routes.ts';
import { webhookDeliveryRoutes } from './webhook-deliveries.routes.ts';
import { webhookRoutes } from './webhooks.routes.ts';
import { insightRoutes } from './insight.routes.ts';
import { liveRoutes } from './live.routes.ts';
import { interactionRoutes } from './interactions.routes.ts';
import { settingsRoutes } from './settings.routes.ts';
import { launchRoutes } from './launch.routes.ts';
import { notificationRoutes } from './notifications.routes.ts';
import { toolServerRoutes } from './tool-servers.routes.ts';
import { toolRoutes } from './tools.routes.ts';

/** Every route of our own API. */
export function nativeRoutes(account: FaceParts): readonly RouteDraft[] {
  return [
    ...accountRoutes(account),
    ...twoFactorRoutes(account),
    ...passkeyRoutes(account),
    ...oidcRoutes(account),
    ...meRoutes(account),
    ...orgRoutes,
    ...memberRoutes,
    ...invitationRoutes,
    ...agentRoutes,
    ...assigneeRoutes,
    ...projectRoutes,
    ...knowledgeRoutes,
    ...routingRoutes,
    ...taskRoutes,
    ...taskWorkRoutes,
    ...activityRoutes,
    ...auditRoutes,
    ...credentialRoutes(),
    ...profileRoutes,
    ...runRoutes,
    ...sessionRoutes,
    ...sessionEventRoutes,
    ...sessionMessageRoutes,
    ...shareRoutes,
    ...teamRoutes,
    ...spanRoutes(account),
    ...executionRoutes,
    ...contextRoutes,
    ...deliverableRoutes,
    ...commentRoutes,
    ...metricsRoutes,
    ...webhookRoutes,
    ...webhookDeliveryRoutes,
    ...agentWebhookRoutes,
    ...liveRoutes,
    ...insightRoutes,
    ...interactionRoutes,
    ...settingsRoutes,
    ...launchRoutes,
    ...notificationRoutes,
    ...toolServerRoutes,
    ...toolRoutes,
  ];
}
