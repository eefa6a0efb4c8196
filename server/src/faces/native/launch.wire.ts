import { Type } from 'typebox';
import { launchTypeIds } from '../../domain/launches/index.ts';
import type { Launch, LaunchConfig } from '../../domain/launches/index.ts';
import { jsonObject, launchField, nullable, oneOf, showField } from '../kit/index.ts';

const strict = { additionalProperties: false } as const;

export const launchConfig = Type.Object({
  webhook_type: oneOf(launchTypeIds),
  config: jsonObject,
  is_active: Type.Boolean(),
  runtime_fields: Type.Array(launchField),
});
export const launchPut = Type.Object(
  { webhook_type: oneOf(launchTypeIds), config: jsonObject, is_active: Type.Optional(Type.Boolean()) },
  strict,
);
export const launchRequest = Type.Object({ fields: jsonObject }, strict);
export const launchAnswer = Type.Object({
  launch_id: Type.String(),
  session_id: Type.String(),
  state: oneOf(['pending', 'sent', 'failed']),
  error: nullable(Type.String({ description: 'Why it failed, as a sentence' })),
});

export function showLaunchConfig(config: LaunchConfig) {
  return {
    webhook_type: config.webhookType,
    config: config.shown,
    is_active: config.isActive,
    runtime_fields: config.runtimeFields.map(showField),
  };
}

export function showLaunch(launch: Launch) {
  return { launch_id: launch.id, session_id: launch.sessionId, state: launch.state, error: launch.error };
}
