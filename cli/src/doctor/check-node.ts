import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isDashboardBuilt } from '../program/workspace.ts';
import type { Finding, Patient } from './check.ts';

export function checkNode({ world }: Patient): Finding {
  const [major = 0, minor = 0] = world.nodeVersion.split('.').map(Number);
  const base = { check: 'node', detail: `Node ${world.nodeVersion}` };
  const isEnough = major > 22 || (major === 22 && minor >= 18);
  if (!isEnough) return { ...base, status: 'fail', fix: 'Install Node 24, or run npm install here: it brings Node 24 for the npm scripts' };
  return { ...base, status: 'ok' };
}

export function checkInstalled({ root }: Patient): Finding {
  const base = { check: 'dependencies' };
  if (existsSync(join(root, 'node_modules', 'fastify', 'package.json'))) return { ...base, status: 'ok', detail: 'installed' };
  return { ...base, status: 'fail', detail: 'node_modules is incomplete', fix: 'npm install' };
}

export function checkDashboard({ root }: Patient): Finding {
  const base = { check: 'dashboard' };
  if (isDashboardBuilt(root)) return { ...base, status: 'ok', detail: 'built' };
  return { ...base, status: 'fail', detail: 'dashboard/dist is missing, so the server shows no pages', fix: 'npm run build' };
}
