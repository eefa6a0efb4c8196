import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { isInstalled } from './install.mjs';

test('npm start installs again only when the lock file changed', () => {
  const root = mkdtempSync(join(tmpdir(), 'forgeyard-install-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  writeFileSync(join(root, 'package-lock.json'), '{}');
  expect(isInstalled(root)).toBe(false);
  mkdirSync(join(root, 'node_modules'));
  writeFileSync(join(root, 'node_modules/.package-lock.json'), '{}');
  expect(isInstalled(root)).toBe(true);
  const later = new Date(Date.now() + 60_000);
  utimesSync(join(root, 'package-lock.json'), later, later);
  expect(isInstalled(root), 'touched but unchanged').toBe(true);
  writeFileSync(join(root, 'package-lock.json'), '{"packages":{}}');
  utimesSync(join(root, 'package-lock.json'), later, later);
  expect(isInstalled(root), 'changed').toBe(false);
});
