import { Type } from 'typebox';
import { categoryMax, introductionMax, profileStatuses } from '../../domain/profiles/index.ts';
import { oneOf, timestamp } from '../kit/index.ts';
import { agentName } from './wire.ts';

const status = oneOf(profileStatuses);

export const profile = Type.Object({
  agent: agentName,
  agent_id: Type.String({ description: '`agt_` and 32 hex digits, as the directory shows it' }),
  introduction: Type.String(),
  category: Type.String({ description: 'Empty without one' }),
  status,
  is_listed: Type.Boolean({ description: 'Whether the directory shows it: profile and agent are active' }),
  created_at: timestamp,
  updated_at: timestamp,
});

export const profilePut = Type.Object(
  {
    introduction: Type.Optional(Type.String({ maxLength: introductionMax, description: 'Required for a new profile; "" clears it' })),
    category: Type.Optional(Type.String({ maxLength: categoryMax, description: '"" clears it' })),
    status: Type.Optional(status),
  },
  { additionalProperties: false },
);
