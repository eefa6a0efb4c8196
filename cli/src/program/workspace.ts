import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository that this command line belongs to, as an absolute path. */
export const workspaceRoot = fileURLToPath(new URL('../../..', import.meta.url));

export function serverMain(root: string): string {
  return join(root, 'server', 'src', 'main.ts');
}

export function isDashboardBuilt(root: string): boolean {
  return existsSync(join(root, 'dashboard', 'dist', 'index.html'));
}
