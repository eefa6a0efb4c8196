import type { FetchFailureKind } from '../../kernel/fetch-failure.ts';

/** Sentences for requests that got no answer. What the receiver or the network said is never part of them. */
const sentences: { readonly [K in FetchFailureKind]: string } = {
  address:
    'The host name of the webhook was not found, or it leads to an address that this server may not reach. Check the URL, or let the operator allow the host.',
  connect: 'Could not connect to the webhook: nothing answers at its address. Is it running?',
  tls: 'The webhook has no valid TLS certificate for its address.',
  timeout: 'The webhook did not answer within 30 seconds.',
  reset: 'The webhook cut the connection before it answered.',
  protocol: 'The webhook did not answer in valid HTTP.',
  too_large: 'The webhook answered with too much data.',
  limited: 'Too many requests go to this webhook at once. Try again in a minute.',
  request: 'The request to the webhook cannot be sent as it is configured. Check the URL and the headers.',
  aborted: 'The launch was interrupted because the server went away. Whether the webhook was reached is not known.',
};

export const forbiddenAddress =
  "The policy of this server forbids the webhook's address: only public addresses are allowed, unless the operator names the host.";
export const interrupted = sentences.aborted;

/** Why there was no answer, for people. */
export function sentenceOfFailure(kind: FetchFailureKind): string {
  return sentences[kind];
}

/** What an answer means for people; null for a success. */
export function sentenceOfStatus(status: number): string | null {
  if (status >= 200 && status < 300) return null;
  const said = statusSentences[status];
  if (said !== undefined) return said;
  if (status >= 300 && status < 400)
    return `The webhook answered with a redirect (${status}), which is not followed. Set the final address.`;
  if (status >= 500) return `The webhook failed with status ${status}. Look into its log.`;
  return `The webhook refused the request with status ${status}.`;
}

const statusSentences: Readonly<Record<number, string>> = {
  401: 'The webhook refused the credentials (401). Check the secret or token of the launch configuration.',
  403: 'The webhook does not allow this request (403). Check the rights of the secret or token.',
  404: 'There is no webhook at this address (404). Check the URL, and that the workflow is switched on.',
  410: 'The webhook is gone (410). Set its new address.',
  429: 'The webhook answers too many requests (429). Try again later.',
  530: "The tunnel behind the webhook's address is gone (530). Start it again, or set its new address.",
};
