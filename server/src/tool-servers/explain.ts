import { FetchFailure } from '../kernel/fetch-failure.ts';
import { ToolServerFault, withoutSecrets } from '../kernel/tool-server.ts';
import type { ToolServerAddress } from '../kernel/tool-server.ts';

const serverTextMax = 500;
/** Shorter values are words that any text may hold. */
const secretLengthMin = 6;

/** What in a text would tell a header of this server: its values, and their parts, such as the token behind `Bearer`. */
export function secretsOf({ headers }: ToolServerAddress): readonly string[] {
  const values = Object.values(headers).map((value) => value.reveal());
  const parts = values.flatMap((value) => [value, ...value.split(/\s+/)]);
  return [...new Set(parts)].filter((part) => part.length >= secretLengthMin).sort((a, b) => b.length - a.length);
}

function facts(error: unknown): { readonly name: string; readonly message: string; readonly code: unknown; readonly status: unknown } {
  if (!(error instanceof Error)) return { name: '', message: '', code: undefined, status: undefined };
  const code = 'code' in error ? error.code : undefined;
  const data = 'data' in error && typeof error.data === 'object' && error.data !== null ? error.data : {};
  return { name: error.name, message: error.message, code, status: 'status' in data ? data.status : undefined };
}

/** Why a server could not be asked, in a sentence that holds none of its headers. The library's errors quote bodies, so only their kind is told. */
export function explain(error: unknown, address: ToolServerAddress): ToolServerFault {
  const known = [error, causeOf(error)].find((one) => one instanceof ToolServerFault || one instanceof FetchFailure);
  if (known instanceof ToolServerFault) return known;
  // Who gives a call up tells it themselves; what else gives one up is its time limit.
  if (known !== undefined && known.kind !== 'aborted') return new ToolServerFault(known.message.replaceAll('The receiver', 'The server'));
  const { name, message, code, status } = facts(error);
  if (status === 401 || status === 403 || name === 'UnauthorizedError' || name === 'InsufficientScopeError')
    return new ToolServerFault('The server refuses these credentials; check the headers.');
  if (typeof status === 'number') return new ToolServerFault(`The server answered with status ${status}.`);
  if (known !== undefined || code === 'REQUEST_TIMEOUT' || name === 'TimeoutError')
    return new ToolServerFault('The server did not answer in time.');
  if (typeof code === 'number') {
    const words = withoutSecrets(message, secretsOf(address)).slice(0, serverTextMax);
    return new ToolServerFault(`The server answered with an error: ${words}`);
  }
  return new ToolServerFault('The server does not answer as the Model Context Protocol asks.');
}

function causeOf(error: unknown): unknown {
  if (!(error instanceof Error)) return undefined;
  if (error.cause !== undefined) return error.cause;
  const data = 'data' in error ? error.data : undefined;
  return typeof data === 'object' && data !== null && 'cause' in data ? data.cause : undefined;
}
