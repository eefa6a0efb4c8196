import { agentCreate } from './commands/agent-create.ts';
import { agentDelete } from './commands/agent-delete.ts';
import { agentGet } from './commands/agent-get.ts';
import { agentLaunch } from './commands/agent-launch.ts';
import { agentList } from './commands/agent-list.ts';
import { agentRestore } from './commands/agent-restore.ts';
import { agentUpdate } from './commands/agent-update.ts';
import { agentVersions } from './commands/agent-versions.ts';
import { auditExport } from './commands/audit-export.ts';
import { auditVerify } from './commands/audit-verify.ts';
import { deliverableList } from './commands/deliverable-list.ts';
import { deliverableReview } from './commands/deliverable-review.ts';
import { deliverableShow } from './commands/deliverable-show.ts';
import { doctor } from './commands/doctor.ts';
import { inboxAnswer } from './commands/inbox-answer.ts';
import { inboxAssign } from './commands/inbox-assign.ts';
import { inboxList } from './commands/inbox-list.ts';
import { inboxShow } from './commands/inbox-show.ts';
import { init } from './commands/init.ts';
import { keyCreate } from './commands/key-create.ts';
import { keyList } from './commands/key-list.ts';
import { keyRevoke } from './commands/key-revoke.ts';
import { keyRotate } from './commands/key-rotate.ts';
import { listen } from './commands/listen.ts';
import { mcp } from './commands/mcp.ts';
import { run } from './commands/run.ts';
import { serve } from './commands/serve.ts';
import { sessionEnd } from './commands/session-end.ts';
import { sessionList } from './commands/session-list.ts';
import { sessionMessages } from './commands/session-messages.ts';
import { sessionSend } from './commands/session-send.ts';
import { sessionShare } from './commands/session-share.ts';
import { sessionShow } from './commands/session-show.ts';
import { sessionTail } from './commands/session-tail.ts';
import { tail } from './commands/tail.ts';
import { taskClaim } from './commands/task-claim.ts';
import { taskCreate } from './commands/task-create.ts';
import { taskExecute } from './commands/task-execute.ts';
import { taskList } from './commands/task-list.ts';
import { taskNext } from './commands/task-next.ts';
import { taskRetry } from './commands/task-retry.ts';
import { taskShow } from './commands/task-show.ts';
import { teamAdd } from './commands/team-add.ts';
import { teamCreate } from './commands/team-create.ts';
import { teamDelete } from './commands/team-delete.ts';
import { teamList } from './commands/team-list.ts';
import { teamRemove } from './commands/team-remove.ts';
import { teamShow } from './commands/team-show.ts';
import { trigger } from './commands/trigger.ts';
import { webhookCreate } from './commands/webhook-create.ts';
import { webhookEvents } from './commands/webhook-events.ts';
import { webhookList } from './commands/webhook-list.ts';
import { webhookResend } from './commands/webhook-resend.ts';
import { webhookTest } from './commands/webhook-test.ts';
import type { Command } from './program/command.ts';

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [
  serve,
  init,
  doctor,
  run,
  tail,
  mcp,
  agentList,
  agentGet,
  agentCreate,
  agentUpdate,
  agentDelete,
  agentVersions,
  agentRestore,
  agentLaunch,
  inboxList,
  inboxShow,
  inboxAnswer,
  inboxAssign,
  sessionList,
  sessionShow,
  sessionMessages,
  sessionSend,
  sessionTail,
  sessionEnd,
  sessionShare,
  teamList,
  teamShow,
  teamCreate,
  teamAdd,
  teamRemove,
  teamDelete,
  taskList,
  taskShow,
  taskCreate,
  taskNext,
  taskClaim,
  taskExecute,
  taskRetry,
  deliverableList,
  deliverableShow,
  deliverableReview,
  webhookList,
  webhookCreate,
  webhookTest,
  webhookResend,
  webhookEvents,
  listen,
  trigger,
  keyList,
  keyCreate,
  keyRotate,
  keyRevoke,
  auditVerify,
  auditExport,
];
