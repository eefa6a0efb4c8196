import { forgetActor } from './domain/activity/index.ts';
import { beginHumanAgent, endAgentsOfOrg, endHumanAgent, followMember, unnameHumanAgents } from './domain/agents/index.ts';
import { forgetAuthor } from './domain/comments/index.ts';
import { endKeysOfOrg, endUserKeys, eraseKeysOfAgent, revokeKeysOfAgent } from './domain/credentials/index.ts';
import { endTaskRun, followWork } from './domain/execution/index.ts';
import type { Home } from './domain/home.ts';
import { countActivity } from './domain/insight/index.ts';
import {
  cancelWaits,
  endInteractionsOfAgent,
  followReviews,
  forgetAnswerer,
  questionDesk,
  unassignMember,
  unassignWhoMayNot,
} from './domain/interactions/index.ts';
import { dropLaunch } from './domain/launches/index.ts';
import { forgetNotifications, notifyPeople } from './domain/notifications/index.ts';
import type { AgentEnding } from './domain/ports.ts';
import { dropProfile } from './domain/profiles/index.ts';
import { forgetAgentInProjects } from './domain/projects/index.ts';
import { dropOwnAccount, dropProvidersOfOrg } from './domain/providers/index.ts';
import { dropSharesOfOrg } from './domain/sessions/index.ts';
import { releaseTasksOfAgent } from './domain/tasks/index.ts';
import { joinTeams, leaveTeams } from './domain/teams/index.ts';
import { dropToolServers } from './domain/tool-servers/index.ts';
import { dropAgentWebhook, dropWebhooksOfOrg, webhookFanOut } from './domain/webhooks/index.ts';

type Consequences = Pick<
  Home,
  | 'memberEndings'
  | 'memberBeginnings'
  | 'memberChanges'
  | 'orgEndings'
  | 'accountEndings'
  | 'agentEndings'
  | 'activitySinks'
  | 'taskRunEndings'
  | 'waitEndings'
  | 'interactionSinks'
  | 'questions'
>;

/** What follows from what, across nouns: the one place where a change of one noun meets the later nouns that have to act on it. */
export function consequences(home: () => Home): Consequences {
  return {
    memberEndings: [endUserKeys, leaveTeams, unassignMember, endHumanAgent(home)],
    memberBeginnings: [beginHumanAgent, joinTeams],
    memberChanges: [followMember, unassignWhoMayNot],
    orgEndings: [endAgentsOfOrg, endKeysOfOrg, dropProvidersOfOrg, dropSharesOfOrg, dropWebhooksOfOrg],
    accountEndings: [forgetNotifications, forgetAuthor, forgetActor, forgetAnswerer, unnameHumanAgents],
    agentEndings: [
      revokeKeys,
      releaseTasksOfAgent,
      dropAgentWebhook,
      dropLaunch,
      dropOwnAccount,
      dropToolServers,
      dropProfile,
      forgetAgentInProjects,
      endInteractionsOfAgent,
    ],
    activitySinks: [countActivity, followWork, followReviews, webhookFanOut()],
    taskRunEndings: [endTaskRun],
    waitEndings: [cancelWaits],
    interactionSinks: [notifyPeople],
    questions: questionDesk,
  };
}

/** Part of every agent's end: whatever acts as it is refused from then on. */
const revokeKeys: AgentEnding = async (tx, ended) => {
  await revokeKeysOfAgent(tx, { ...ended, reason: 'agent_deleted' });
  if (ended.isPurge) await eraseKeysOfAgent(tx, ended.agentId);
};
