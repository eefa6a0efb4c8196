import { Type } from 'typebox';
import { agentStatuses, listAgents } from '../../../domain/agents/index.ts';
import { oneOf, plainText } from '../../kit/index.ts';
import { tool } from '../tool.ts';
import type { Tool } from '../tool.ts';

const agentsMax = 100;

const list = tool({
  name: 'list_agents',
  title: 'List agents',
  description: 'The agents that you can see: what they are for, what they can do, and whether they have room for work.',
  grant: 'agents:read',
  input: Type.Object(
    {
      capability: Type.Optional(plainText(50, 1, 'Only agents that have it')),
      status: Type.Optional(oneOf(agentStatuses)),
      available: Type.Optional(Type.Boolean({ description: 'Only agents with less open work than they take' })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: agentsMax, default: 50 })),
      cursor: Type.Optional(plainText(200, 1, 'next_cursor of the page before')),
    },
    { additionalProperties: false },
  ),
  output: Type.Object({
    agents: Type.Array(
      Type.Object({
        id: Type.Integer(),
        name: Type.String(),
        display_name: Type.String(),
        description: Type.String(),
        kind: Type.String(),
        status: Type.String(),
        capabilities: Type.Array(Type.String()),
        max_concurrent_tasks: Type.Integer(),
      }),
    ),
    next_cursor: Type.Union([Type.String(), Type.Null()]),
  }),
  hints: { readOnlyHint: true, openWorldHint: false },
  perform: async ({ at, args: { capability, status, available, limit = 50, cursor } }) => {
    const page = await listAgents(at, { capability, status, hasSpareCapacity: available, limit, cursor });
    const agents = page.items.map((agent) => ({
      id: agent.number,
      name: agent.slug,
      display_name: agent.displayName,
      description: agent.description,
      kind: agent.kind,
      status: agent.status,
      capabilities: agent.capabilities,
      max_concurrent_tasks: agent.maxConcurrent,
    }));
    return { structured: { agents, next_cursor: page.nextCursor } };
  },
});

/** Source: agents API, the tools of its MCP server. */
export const agentTools: readonly Tool[] = [list];
