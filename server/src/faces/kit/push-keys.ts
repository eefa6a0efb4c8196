import { Type } from 'typebox';

const base64url = (max: number) => Type.String({ minLength: 1, maxLength: max, pattern: '^[A-Za-z0-9_+/=-]+$' });

/** The `keys` of a browser's push subscription. Additional members of it are left out by who sends it. */
export const pushKeys = Type.Object(
  { p256dh: base64url(200), auth: base64url(100) },
  { additionalProperties: false, description: 'As `PushSubscription.toJSON()` gives them' },
);
