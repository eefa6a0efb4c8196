import type { Refusal } from '../../kernel/refusal.ts';
import { codeOfKind, statusOfKind } from '../kit/index.ts';
import type { FaceDraft, RefusalAnswer } from '../kit/index.ts';

const contentType = 'application/json; charset=utf-8';

const codeOfReason: Readonly<Record<string, string>> = { 'csrf.invalid': 'CSRF_INVALID' };

function envelope(code: string, message: string, errors?: Readonly<Record<string, string>>) {
  return { success: false, error: { code, message, ...(errors === undefined ? {} : { errors }) } };
}

/** Members that this face calls otherwise than the domain does. */
const ownNames: Readonly<Record<string, string>> = { mode: 'executionMode', model: 'providerModel' };

/**
 * How this face's bodies, which are camelCase at their top, call the member that a refusal points to. What a schema refused is called as it was
 * sent, and so is what lies deeper (the members of routing rules are snake_case).
 */
function memberOf({ reason }: Refusal, pointer: string): string {
  const name = pointer.slice(1);
  if (reason === 'body.invalid' || reason === 'query.invalid' || name.includes('/')) return name;
  return ownNames[name] ?? name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function refuse(refusal: Refusal): RefusalAnswer {
  const fields = refusal.detail.fields
    ?.filter(({ pointer }) => pointer.length > 1)
    .map(({ pointer, detail }): [string, string] => [memberOf(refusal, pointer), detail]);
  const errors = fields === undefined || fields.length === 0 ? undefined : Object.fromEntries(fields);
  const code = codeOfReason[refusal.reason] ?? codeOfKind[refusal.kind];
  return { status: statusOfKind[refusal.kind], contentType, body: envelope(code, refusal.message, errors) };
}

/** People's sessions and keys, agents by number, tasks and deliverables (contract 2). */
export function workbenchFace(routes: FaceDraft['routes']): FaceDraft {
  return {
    name: 'workbench',
    prefixes: ['/api/'],
    routes,
    refuse,
    fault: () => ({ status: 500, contentType, body: envelope('INTERNAL_ERROR', 'The server failed to answer.') }),
  };
}
