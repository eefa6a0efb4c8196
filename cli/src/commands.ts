import { agentCreate } from './commands/agent-create.ts';
import { agentDelete } from './commands/agent-delete.ts';
import { agentGet } from './commands/agent-get.ts';
import { agentList } from './commands/agent-list.ts';
import { agentRestore } from './commands/agent-restore.ts';
import { agentUpdate } from './commands/agent-update.ts';
import { agentVersions } from './commands/agent-versions.ts';
import { auditExport } from './commands/audit-export.ts';
import { auditVerify } from './commands/audit-verify.ts';
import { doctor } from './commands/doctor.ts';
import { init } from './commands/init.ts';
import { keyCreate } from './commands/key-create.ts';
import { keyList } from './commands/key-list.ts';
import { keyRevoke } from './commands/key-revoke.ts';
import { keyRotate } from './commands/key-rotate.ts';
import { run } from './commands/run.ts';
import { serve } from './commands/serve.ts';
import { tail } from './commands/tail.ts';
import type { Command } from './program/command.ts';

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [
  serve,
  init,
  doctor,
  run,
  tail,
  agentList,
  agentGet,
  agentCreate,
  agentUpdate,
  agentDelete,
  agentVersions,
  agentRestore,
  keyList,
  keyCreate,
  keyRotate,
  keyRevoke,
  auditVerify,
  auditExport,
];
