import { connect } from 'node:net';
import { settingOf } from './check.ts';
import type { Finding, Patient } from './check.ts';

const probeMs = 5000;
/** Asks whether the server speaks TLS; every PostgreSQL answers with one byte, S or N. Source: PostgreSQL protocol 3.0, SSLRequest. */
const sslRequest = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

/** Something that speaks PostgreSQL listens where DATABASE_URL points. User, password and database are not tried. */
export async function checkPostgres({ world }: Patient): Promise<Finding> {
  const base = { check: 'postgres' };
  const given = settingOf(world, 'DATABASE_URL');
  if (given === undefined) return { ...base, status: 'skip', detail: 'DATABASE_URL is not set: SQLite in the data folder' };
  const url = URL.parse(given);
  if (url === null || !/^postgres(ql)?:$/.test(url.protocol)) {
    return {
      ...base,
      status: 'fail',
      detail: 'DATABASE_URL is not a postgres:// URL',
      fix: 'export DATABASE_URL=postgres://user:password@host:5432/database',
    };
  }
  const [host, port] = [url.hostname === '' ? '127.0.0.1' : url.hostname, Number(url.port === '' ? 5432 : url.port)];
  const problem = await probe(host, port);
  if (problem === null) return { ...base, status: 'ok', detail: `PostgreSQL answers at ${host}:${port}` };
  return {
    ...base,
    status: 'fail',
    detail: `${host}:${port} ${problem}`,
    fix: 'Start PostgreSQL there, correct DATABASE_URL, or unset it to use SQLite',
  };
}

/** Null when a PostgreSQL answered, else what happened instead. */
function probe(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: probeMs });
    const end = (problem: string | null): void => {
      socket.destroy();
      resolve(problem);
    };
    socket.once('connect', () => void socket.write(sslRequest));
    socket.once('data', (answer) => end(/^[SN]/.test(answer.toString('latin1')) ? null : 'does not speak PostgreSQL'));
    socket.once('timeout', () => end('does not answer in time'));
    socket.once('end', () => end('closed the connection'));
    socket.once('error', (error: NodeJS.ErrnoException) => end(`cannot be reached (${error.code ?? error.message})`));
  });
}
