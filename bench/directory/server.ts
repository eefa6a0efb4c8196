import { compose } from '../../server/src/compose.ts';
import { readSettings } from '../../server/src/config.ts';
import type { Home } from '../../server/src/domain/home.ts';

export interface DirectoryServer {
  readonly home: Home;
  readonly url: string;
  close(): Promise<void>;
}

/** A whole server in this process, so that the directory can be filled past its operations. */
export async function startServer(folder: string, databaseUrl: string | undefined): Promise<DirectoryServer> {
  const server = await compose(
    readSettings({
      FORGEYARD_DATA_DIR: folder,
      FORGEYARD_LOG_LEVEL: 'silent',
      FORGEYARD_PORT: '0',
      FORGEYARD_DIRECTORY_PER_MINUTE: '1000000',
      ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
    }),
  );
  const url = await server.app.listen({ port: 0, host: '127.0.0.1' });
  return { home: server.home, url, close: () => server.close() };
}
