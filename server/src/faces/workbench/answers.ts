import { Type } from 'typebox';
import type { TSchema } from 'typebox';

const failure = Type.Object({ success: Type.Literal(false), error: Type.Object({ code: Type.String(), message: Type.String() }) });
const codes = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN, CSRF_INVALID',
  404: 'NOT_FOUND',
  409: 'CONFLICT',
  413: 'PAYLOAD_TOO_LARGE',
  422: 'VALIDATION_ERROR',
  429: 'RATE_LIMIT_EXCEEDED',
} as const;

/** The refusals that an operation can answer with, by status. */
export const refusals = (...statuses: readonly (keyof typeof codes)[]) =>
  Object.fromEntries(statuses.map((status) => [status, { description: codes[status], schema: failure }]));

/** An answer in this face's envelope. */
export const success = <Data extends TSchema>(description: string, data: Data) => ({
  description,
  schema: Type.Object({ success: Type.Literal(true), data }),
});
