import { AddressNotAllowed } from './outbound.ts';

/** Why a request did not get an answer. The list is closed, and each kind has one sentence, so that nothing of the inside is told. */
export const fetchFailures = {
  address: 'The address is not allowed: its name does not resolve, or not to public addresses only.',
  connect: 'The receiver could not be reached.',
  tls: 'The receiver has no valid certificate for this address.',
  timeout: 'The receiver did not answer in time.',
  reset: 'The receiver cut the connection.',
  protocol: 'The receiver did not answer in valid HTTP.',
  too_large: 'The answer is too large.',
  limited: 'Too many requests to this receiver at once.',
  request: 'The request cannot be sent as it is.',
  aborted: 'The request was given up.',
} as const;

export type FetchFailureKind = keyof typeof fetchFailures;

/** A request without an answer. Neither message nor cause names an address, a header or a system error. */
export class FetchFailure extends Error {
  readonly kind: FetchFailureKind;

  constructor(kind: FetchFailureKind) {
    super(fetchFailures[kind]);
    this.name = 'FetchFailure';
    this.kind = kind;
  }
}

const kindOfCode: Readonly<Record<string, FetchFailureKind>> = {
  // A name that is unknown and one that is private look alike, so that nobody can ask which names exist inside.
  ENOTFOUND: 'address',
  EAI_AGAIN: 'address',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  ETIMEDOUT: 'timeout',
  UND_ERR_HEADERS_OVERFLOW: 'protocol',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'protocol',
  UND_ERR_NOT_SUPPORTED: 'request',
  UND_ERR_INVALID_ARG: 'request',
  UND_ERR_REQ_CONTENT_LENGTH_MISMATCH: 'request',
  UND_ERR_MAX_ORIGINS_REACHED: 'limited',
  UND_ERR_CLOSED: 'aborted',
  UND_ERR_DESTROYED: 'aborted',
  ECONNREFUSED: 'connect',
  EHOSTUNREACH: 'connect',
  ENETUNREACH: 'connect',
  EADDRNOTAVAIL: 'connect',
};

const tlsCode = /^(ERR_TLS|ERR_SSL|ERR_OSSL|CERT_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|HOSTNAME_MISMATCH|EPROTO)/;

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}

/** What an error of the network means; a failure stays what it is. */
export function toFetchFailure(error: unknown): FetchFailure {
  if (error instanceof FetchFailure) return error;
  if (error instanceof AddressNotAllowed) return new FetchFailure('address');
  if (error instanceof Error && error.name === 'TimeoutError') return new FetchFailure('timeout');
  const code = codeOf(error);
  if (code.startsWith('HPE_') || (error instanceof Error && error.name === 'HTTPParserError')) return new FetchFailure('protocol');
  return new FetchFailure(kindOfCode[code] ?? (tlsCode.test(code) ? 'tls' : 'reset'));
}
