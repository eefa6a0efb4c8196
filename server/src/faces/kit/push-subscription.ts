import { Type } from 'typebox';
import { nullable } from './wire-types.ts';

const base64url = (max: number) => Type.String({ minLength: 1, maxLength: max, pattern: '^[A-Za-z0-9_+/=-]+$' });

/** The members of a browser's push subscription, as `PushSubscription.toJSON()` gives them. */
export const pushSubscription = {
  endpoint: Type.String({ minLength: 1, maxLength: 1_000 }),
  keys: Type.Object({ p256dh: base64url(200), auth: base64url(100) }, { additionalProperties: false }),
  expirationTime: Type.Optional(nullable(Type.Number({ description: 'Not used: a device is forgotten when its push service says so' }))),
};
