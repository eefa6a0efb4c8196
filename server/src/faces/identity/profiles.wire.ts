import { Type } from 'typebox';
import { categoryMax, directoryPageMax, introductionMax, offsetMax, profileStatuses, randomPageMax } from '../../domain/profiles/index.ts';
import { oneOf, timestamp } from '../kit/index.ts';
import { agentId } from './wire.ts';

/** Schemas exactly as the agents domain prints them ("Public Profile Management", "Public Directory"). */
const status = oneOf(profileStatuses);

export const profileCreate = Type.Object(
  {
    introduction: Type.String({ maxLength: introductionMax, description: 'Public introduction shown in search and discovery' }),
    category: Type.Optional(Type.String({ maxLength: categoryMax, description: 'Classification tag' })),
    status: Type.Optional(status),
  },
  { additionalProperties: false },
);

export const profileChange = Type.Object(
  {
    introduction: Type.Optional(Type.String({ maxLength: introductionMax, description: '"" clears it' })),
    category: Type.Optional(Type.String({ maxLength: categoryMax, description: '"" clears it' })),
    status: Type.Optional(status),
  },
  { additionalProperties: false },
);

export const profile = Type.Object({
  agent_id: agentId,
  introduction: Type.String(),
  category: Type.String(),
  status,
  created_at: timestamp,
  updated_at: timestamp,
});

export const profileExample = {
  agent_id: 'agt_0194f0c211117000800000000000001a',
  introduction: 'I am a helpful AI assistant for weather forecasting.',
  category: 'weather',
  status: 'active',
  created_at: '2026-04-03T20:00:00.000Z',
  updated_at: '2026-04-03T20:00:00.000Z',
};

export const directoryQuery = Type.Object({
  q: Type.Optional(Type.String({ maxLength: 500, description: 'Words to look for; at most 16 count' })),
  category: Type.Optional(Type.String({ maxLength: categoryMax, description: 'Exact category' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, default: 20, description: `Page size; above ${directoryPageMax} counts as that` })),
  offset: Type.Optional(Type.Integer({ minimum: 0, default: 0, description: `Above ${offsetMax} counts as that` })),
});

export const randomQuery = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1, default: 5, description: `Above ${randomPageMax} counts as that` })),
});

const entries = Type.Array(
  Type.Object({ agent_id: agentId, introduction: Type.String(), category: Type.String(), relevance: Type.Integer() }),
);

export const directoryPage = Type.Object({
  profiles: entries,
  total: Type.Integer({ description: 'Exact when has_more is false, else a lower bound' }),
  has_more: Type.Boolean({ description: 'Whether more results may exist after this page' }),
});

export const randomProfiles = Type.Object({ profiles: entries });
