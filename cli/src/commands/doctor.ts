import { checkDataDir } from '../doctor/check-data-dir.ts';
import { checkDashboard, checkInstalled, checkNode } from '../doctor/check-node.ts';
import { checkPort } from '../doctor/check-port.ts';
import { checkPostgres } from '../doctor/check-postgres.ts';
import { checkHealth, checkKey, checkProfile } from '../doctor/check-server.ts';
import type { Check, Finding } from '../doctor/check.ts';
import type { Output, Style } from '../output/output.ts';
import type { Command } from '../program/command.ts';
import { exitCode } from '../program/failure.ts';
import { workspaceRoot } from '../program/workspace.ts';

const checks: readonly Check[] = [
  checkNode,
  checkInstalled,
  checkDashboard,
  checkDataDir,
  checkPostgres,
  checkPort,
  checkHealth,
  checkProfile,
  checkKey,
];

const styles: Readonly<Record<Finding['status'], Style>> = { ok: 'green', warn: 'yellow', fail: 'red', skip: 'dim' };

export const doctor: Command = {
  path: ['doctor'],
  about: 'Check everything Forgeyard needs, and say how to fix what is missing',
  notes: [
    'Looks at this workspace, the environment (FORGEYARD_PORT, FORGEYARD_DATA_DIR, DATABASE_URL), the server and the key. Exits 1 when something is wrong.',
  ],
  run: async ({ world, target, out }) => {
    const patient = { world, target: target(), root: workspaceRoot };
    const findings: Finding[] = [];
    for (const check of checks) findings.push(await check(patient));
    const isHealthy = findings.every(({ status }) => status !== 'fail');
    if (out.isJson) out.json({ healthy: isHealthy, checks: findings });
    else for (const finding of findings) show(out, finding);
    return isHealthy ? exitCode.ok : exitCode.failure;
  },
};

function show(out: Output, { check, status, detail, fix }: Finding): void {
  out.line(`${out.paint(styles[status], status.padEnd(4))}  ${check.padEnd(12)}  ${detail}`);
  if (fix !== undefined) out.line(`${' '.repeat(20)}fix: ${out.paint('bold', fix)}`);
}
