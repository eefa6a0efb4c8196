import type { Recorded, Scene } from './scene.ts';

/** A name that no resolver knows, so that the server is added and says that it could not be asked. */
const url = 'https://mcp.invalid/mcp';
const hash = 'ab'.repeat(32);

/** Path of a tool server of a new agent. */
async function added({ boss, agent }: Scene): Promise<{ readonly path: string; readonly id: string }> {
  const servers = `/v1/agents/${await agent()}/tool-servers`;
  const { id } = (await boss.call('POST', servers, { name: 'docs', url })).body;
  return { path: `${servers}/${id}`, id };
}

/** A tool as if the server had listed it. */
async function listed({ w }: Scene, server: string): Promise<void> {
  const row = { server_id: server, name: 'search', description: '', schema_json: '{}', annotations_json: '{}', hash, seen_at: 1 };
  await w.server.home.transact((tx) => tx.query((db) => db.insertInto('tool_server_tools').values(row).returning('name')));
}

/** What concerns the tool servers of agents. */
export const recordedToolServers: Recorded = {
  addToolServer: [
    ['tool_server.added', 'tool_server.refreshed'],
    async (s) => {
      const id = await s.agent();
      return () => s.boss.call('POST', `/v1/agents/${id}/tool-servers`, { name: 'docs', url });
    },
  ],
  updateToolServer: [
    ['tool_server.updated'],
    async (s) => {
      const { path } = await added(s);
      return () => s.boss.call('PATCH', path, { timeout_ms: 2_000 });
    },
  ],
  removeToolServer: [
    ['tool_server.removed'],
    async (s) => {
      const { path } = await added(s);
      return () => s.boss.call('DELETE', path);
    },
  ],
  refreshToolServer: [
    ['tool_server.refreshed'],
    async (s) => {
      const { path } = await added(s);
      return () => s.boss.call('POST', `${path}/refresh`);
    },
  ],
  approveServerTool: [
    ['tool_server.tool_approved'],
    async (s) => {
      const { path, id } = await added(s);
      await listed(s, id);
      return () => s.boss.call('POST', `${path}/tools/search/approve`, { hash });
    },
  ],
  changeServerTool: [
    ['tool_server.tool_updated'],
    async (s) => {
      const { path, id } = await added(s);
      await listed(s, id);
      return () => s.boss.call('PATCH', `${path}/tools/search`, { sends_outside: false });
    },
  ],
};
