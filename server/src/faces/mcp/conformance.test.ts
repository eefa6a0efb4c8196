import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fixtureServer } from '../../../test/mcp/fixture-server.ts';
import { startTokenProxy } from '../../../test/mcp/token-proxy.ts';
import type { TokenProxy } from '../../../test/mcp/token-proxy.ts';
import { world } from '../../../test/world.ts';
import type { World } from '../../../test/world.ts';

const suite = join(dirname(createRequire(import.meta.url).resolve('@modelcontextprotocol/conformance/package.json')), 'dist/index.js');
const knownFailures = fileURLToPath(new URL('../../../test/mcp/expected-failures.yml', import.meta.url));
const runMsMax = 90_000;

interface Verdict {
  readonly code: number | null;
  /** Lines of the summary that tell of a failure that counts. */
  readonly failed: readonly string[];
  readonly output: string;
}

/** Runs the protocol's own suite against a URL; it is cut off after a minute and a half. */
async function conform(url: string, ...args: readonly string[]): Promise<Verdict> {
  const folder = mkdtempSync(join(tmpdir(), 'forgeyard-mcp-'));
  const child = spawn(process.execPath, [suite, 'server', '--url', `${url}/mcp`, ...args], { cwd: folder, timeout: runMsMax });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  rmSync(folder, { recursive: true, force: true });
  const [scored = ''] = output.slice(output.indexOf('=== SUMMARY')).split('Not scored');
  return { code, failed: scored.split('\n').filter((line) => line.startsWith('✗')), output };
}

describe('the endpoint under the names that the conformance suite calls', () => {
  let place: World;
  let proxy: TokenProxy;
  beforeAll(async () => {
    place = await world('sqlite', { mcpServer: fixtureServer });
    proxy = await startTokenProxy(place.url, place.key);
  });
  afterAll(async () => {
    await proxy.close();
    await place.close();
  });

  test('everything that revision 2026-07-28 requires of a server holds', { timeout: runMsMax }, async () => {
    const verdict = await conform(proxy.url, '--requirements', '2026-07-28');
    expect(verdict.output).toContain('=== SUMMARY');
    expect(verdict.failed.filter((line) => !line.startsWith('✗ tasks-'))).toEqual([]);
    expect(verdict.code, verdict.output).toBe(0);
  });

  test('what revision 2025-11-25 requires holds, but for asking the client in the middle of a call', { timeout: runMsMax }, async () => {
    const verdict = await conform(proxy.url, '--requirements', '2025-11-25', '--expected-failures', knownFailures);
    expect(verdict.output).toContain('=== SUMMARY');
    expect(verdict.code, verdict.output).toBe(0);
  });
});

describe("the product's own tools behind the same endpoint", () => {
  let place: World;
  let proxy: TokenProxy;
  beforeAll(async () => {
    place = await world('sqlite');
    proxy = await startTokenProxy(place.url, place.key);
  });
  afterAll(async () => {
    await proxy.close();
    await place.close();
  });

  test('what needs no names of the suite holds for them as well', { timeout: runMsMax }, async () => {
    const scenarios = [
      ['2026-07-28', 'tools-list'],
      ['2026-07-28', 'http-header-validation'],
      ['2026-07-28', 'sep-2164-resource-not-found'],
      ['2025-11-25', 'server-initialize'],
    ] as const;
    const verdicts = scenarios.map(([version, scenario]) => conform(proxy.url, '--scenario', scenario, '--spec-version', version));
    for (const { code, output } of await Promise.all(verdicts)) expect(code, output).toBe(0);
  });
});
