import { Type } from 'typebox';
import { actionMinutes, contentTypes } from '../../domain/deliverables/index.ts';
import type { DeliverableAction } from '../../domain/deliverables/index.ts';
import { jsonObject, longText, nullable, oneOf, plainText } from './wire-types.ts';

/** Room for 50 MB of files as base64 and for everything around them. */
export const deliverableBytesMax = 72 * 1024 * 1024;

const action = Type.Object(
  {
    action_text: longText(1_000, 1),
    estimated_time_minutes: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000, default: actionMinutes })),
    notes: Type.Optional(nullable(longText(2_000))),
  },
  { additionalProperties: false },
);

/** What a deliverable is made of, on every face. */
export const deliverableMembers = {
  title: plainText(500, 1),
  summary: Type.Optional(longText(10_000)),
  content: Type.Optional(Type.String({ pattern: '^[^\\u0000]*$', description: 'At most 1 MB; this or files' })),
  actions: Type.Optional(Type.Array(action, { maxItems: 50 })),
  metadata: Type.Optional(jsonObject),
};
export const contentTypeWord = Type.Optional(oneOf(contentTypes));

interface ActionWire {
  readonly action_text: string;
  readonly estimated_time_minutes?: number;
  readonly notes?: string | null;
}

export function readActions(actions: readonly ActionWire[] | undefined): readonly DeliverableAction[] | undefined {
  return actions?.map(({ action_text: text, estimated_time_minutes: minutes = actionMinutes, notes = null }) => ({ text, minutes, notes }));
}

export function showAction({ text, minutes, notes }: DeliverableAction) {
  return { action_text: text, estimated_time_minutes: minutes, notes };
}
