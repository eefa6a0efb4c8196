import type { FaceParts, RouteDraft } from '../kit/index.ts';
import { agentRoutes } from './agents.routes.ts';
import { commentRoutes } from './comments.routes.ts';
import { deliverableRoutes } from './deliverables.routes.ts';
import { contextRoutes } from './context.routes.ts';
import { executionRoutes } from './execution.routes.ts';
import { keyRoutes } from './keys.routes.ts';
import { knowledgeRoutes } from './knowledge.routes.ts';
import { projectRoutes } from './projects.routes.ts';
import { routingRoutes } from './routing.routes.ts';
import { taskWorkRoutes } from './tasks-work.routes.ts';
import { taskRoutes } from './tasks.routes.ts';
import { userRoutes } from './users.routes.ts';
import { metricsRoutes } from './metrics.routes.ts';
import { ownAgentRoutes } from './own-agent.routes.ts';
import { ownWebhookRoutes } from './own-webhook.routes.ts';
import { webhookRoutes } from './webhooks.routes.ts';
import { sessionRoutes } from './session.routes.ts';

/** Every route of the agents API that is served so far. */
export function workbenchRoutes(parts: FaceParts): readonly RouteDraft[] {
  return [
    ...sessionRoutes(parts),
    ...keyRoutes,
    ...ownWebhookRoutes,
    ...webhookRoutes,
    ...userRoutes(parts),
    ...projectRoutes,
    ...knowledgeRoutes,
    ...routingRoutes,
    ...agentRoutes,
    ...ownAgentRoutes,
    ...executionRoutes,
    ...contextRoutes,
    ...taskRoutes,
    ...taskWorkRoutes,
    ...deliverableRoutes,
    ...commentRoutes,
    ...metricsRoutes,
  ];
}
