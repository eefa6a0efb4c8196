import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { as, domainWorld, keyCaller } from '../../../test/domain-world.ts';
import type { DomainWorld } from '../../../test/domain-world.ts';
import { reachesReceivers } from '../../../test/receiver.ts';
import { echoTool, startToolServer } from '../../../test/tool-server.ts';
import type { ToolServerStandIn } from '../../../test/tool-server.ts';
import { engines, place } from '../../../test/world.ts';
import type { Place } from '../../../test/world.ts';
import { createAgent, deleteAgent } from '../agents/index.ts';
import type { At } from '../home.ts';
import {
  addToolServer,
  approveServerTool,
  listToolServers,
  refreshToolServer,
  removeToolServer,
  updateToolServer,
  usableTools,
} from './index.ts';

describe.each(engines)('tool servers on %s', (engine) => {
  let own: Place;
  let w: DomainWorld;
  let server: ToolServerStandIn;
  beforeAll(async () => {
    own = await place(engine, reachesReceivers);
    w = await domainWorld(engine, own);
    server = await startToolServer();
  });
  afterAll(async () => {
    await server.close();
    await w.close();
    await own.dispose();
  });

  const agentOf = async (at: At): Promise<string> => (await createAgent(at, { slug: 'clerk', model: 'playbook', config: { playbook } })).id;
  const playbook = { steps: [{ tool: 'mcp-docs', action: 'echo', input: {} }], output: 'done' };
  const added = async (at: At, agent: string) =>
    addToolServer(at, { agent, name: 'docs', url: server.url, headers: { 'X-Key': 'abcdef-secret' }, approve: 'all' });

  test('of another organisation, or out of a key’s reach, are unknown to every operation', async () => {
    const [mine, theirs] = [await w.org(), await w.org()];
    const agent = await agentOf(mine);
    const one = { agent, server: (await added(mine, agent)).id };
    const narrow = as(mine, keyCaller(mine, ['*'], [await agentOf(theirs)]));
    for (const at of [theirs, narrow]) {
      const unknown = { kind: 'not_found', reason: 'agent.unknown' };
      await expect(listToolServers(at, agent)).rejects.toMatchObject(unknown);
      await expect(added(at, agent)).rejects.toMatchObject(unknown);
      await expect(refreshToolServer(at, one)).rejects.toMatchObject(unknown);
      await expect(updateToolServer(at, { ...one, changes: { status: 'disabled' } })).rejects.toMatchObject(unknown);
      await expect(approveServerTool(at, { ...one, tool: 'echo', hash: 'a' })).rejects.toMatchObject(unknown);
      await expect(removeToolServer(at, one)).rejects.toMatchObject(unknown);
    }
    const reader = as(mine, keyCaller(mine, ['agents:read']));
    expect(await listToolServers(reader, agent)).toHaveLength(1);
    await expect(removeToolServer(reader, one)).rejects.toMatchObject({ kind: 'forbidden' });
  });

  test('that are changed while they are asked keep nothing of what the former address answered', async () => {
    const at = await w.org();
    const agent = await agentOf(at);
    const { id } = await added(at, agent);
    const other = await startToolServer([{ ...echoTool, name: 'other' }]);
    let answer = (): void => undefined;
    const asked = new Promise<void>((resolve) => {
      server.fault = (_request, response, method) => {
        if (method !== 'tools/list') return false;
        answer = () => response.writeHead(503).end();
        resolve();
        return true;
      };
    });
    const refreshing = refreshToolServer(at, { agent, server: id });
    await asked;
    const moved = await updateToolServer(at, { agent, server: id, changes: { url: other.url } });
    answer();
    const after = await refreshing;
    server.fault = undefined;
    expect([moved.tools.map((tool) => tool.name), after.tools.map((tool) => tool.name), after.lastError]).toEqual([
      ['other'],
      ['other'],
      null,
    ]);
    await other.close();
  });

  test('approved at once by several people, and deleted with their agent, leave nothing usable behind', async () => {
    const at = await w.org();
    const agent = await agentOf(at);
    const { id } = await addToolServer(at, { agent, name: 'docs', url: server.url });
    const [shown] = await listToolServers(at, agent);
    const hash = shown?.tools[0]?.hash ?? '';
    const approve = () => approveServerTool(at, { agent, server: id, tool: 'echo', hash });
    await Promise.all([approve(), approve(), approve()]);
    expect(await w.home.read((tx) => usableTools(tx, agent))).toMatchObject([{ toolId: 'mcp-docs', action: 'echo', recovery: 'pure' }]);
    await deleteAgent(at, agent);
    expect(await w.home.read((tx) => usableTools(tx, agent))).toEqual([]);
    const rows = [...(await w.rows('tool_servers')), ...(await w.rows('tool_server_tools'))];
    expect(rows.filter((row) => JSON.stringify(row).includes(id))).toEqual([]);
  });

  test('keep their headers sealed: nothing in the database holds a value', async () => {
    const at = await w.org();
    await added(at, await agentOf(at));
    expect(await w.everything()).not.toContain('abcdef-secret');
  });
});
