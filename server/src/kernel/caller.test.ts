import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  callerIdentity,
  formOf,
  grantsOfRole,
  grantsOfScopes,
  isProgram,
  keyKinds,
  reachesAgent,
  requireGrant,
  scopeGrants,
  scopeWords,
  selfGrants,
  systemCaller,
} from './caller.ts';
import type { Grant, KeyCaller } from './caller.ts';
import { operationsOver } from './operation.ts';

const administrative: readonly Grant[] = [
  'keys:read',
  'keys:write',
  'providers:read',
  'providers:write',
  'members:read',
  'members:write',
  'audit:read',
  'org:write',
  'tasks:manage',
  'deliverables:review',
  'projects:write',
  'webhooks:read',
  'webhooks:write',
];
const sorted = (set: ReadonlySet<string>): string[] => [...set].sort();

describe('scopes of a key', () => {
  it.each([
    [
      'read',
      [
        'agents:read',
        'conversations:read',
        'deliverables:read',
        'messages:read',
        'models:read',
        'org:read',
        'projects:read',
        'runs:read',
        'sessions:read',
        'tasks:read',
        'tools:read',
      ],
    ],
    [
      'write',
      [
        'agents:write',
        'deliverables:write',
        'interactions:write',
        'messages:write',
        'presence:update',
        'profiles:write',
        'runs:write',
        'sessions:write',
        'tasks:write',
        'webhook:create',
      ],
    ],
    ['messages:*', ['messages:read', 'messages:write']],
    ['keys:*', ['keys:read', 'keys:write']],
  ])('`%s` stands for everything of its kind, and for administration only by name', (word, expected) => {
    expect(sorted(grantsOfScopes([word]))).toEqual(expected);
  });

  it('`*` is everything, and nothing is nothing', () => {
    expect(sorted(grantsOfScopes(['*']))).toEqual(sorted(new Set(scopeGrants)));
    expect(grantsOfScopes([]).size).toBe(0);
  });

  it.each(administrative)('%s has to be asked for by name or by `*`', (grant) => {
    expect(grantsOfScopes(['read', 'write']).has(grant)).toBe(false);
    expect(sorted(grantsOfScopes([grant]))).toEqual([grant]);
    expect(grantsOfScopes(['*']).has(grant)).toBe(true);
  });

  it.each(scopeGrants.filter((grant) => !administrative.includes(grant)))('%s alone grants only itself', (grant) => {
    expect(sorted(grantsOfScopes([grant]))).toEqual([grant]);
  });

  it.each(selfGrants)('%s follows from the kind of credential and is no scope', (grant) => {
    expect(scopeWords).not.toContain(grant);
    expect(grantsOfScopes([grant]).size).toBe(0);
    expect(grantsOfScopes(['*']).has(grant)).toBe(false);
  });

  it('more words never take a grant away, and unknown words add none', () => {
    const words = fc.subarray([...scopeWords]);
    fc.assert(
      fc.property(words, words, fc.string(), (some, more, unknown) => {
        const narrow = grantsOfScopes(some);
        const wide = grantsOfScopes([...some, ...more]);
        expect([...narrow].filter((grant) => !wide.has(grant))).toEqual([]);
        if (!scopeWords.includes(unknown)) expect(sorted(grantsOfScopes([...some, unknown]))).toEqual(sorted(narrow));
      }),
    );
  });
});

describe('roles of people', () => {
  it('owners and admins may do everything', () => {
    expect(sorted(grantsOfRole.owner)).toEqual(sorted(new Set(scopeGrants)));
    expect(sorted(grantsOfRole.admin)).toEqual(sorted(new Set(scopeGrants)));
  });

  it('a viewer reads, sees who the members are, and neither keys nor providers', () => {
    expect(sorted(grantsOfRole.viewer)).toEqual(sorted(new Set([...grantsOfScopes(['read']), 'members:read'])));
    expect([...grantsOfRole.viewer].some((grant) => grant.endsWith(':write'))).toBe(false);
  });

  it('a reviewer reads, runs, answers questions, talks to agents, hands in work and gives verdicts, and changes nothing else', () => {
    expect([...grantsOfRole.reviewer].filter((grant) => !grantsOfRole.viewer.has(grant)).sort()).toEqual([
      'deliverables:review',
      'deliverables:write',
      'interactions:write',
      'messages:write',
      'presence:update',
      'runs:write',
      'sessions:write',
      'tasks:write',
    ]);
  });
});

describe('a caller', () => {
  it.each(keyKinds)('with a key of kind %s is a program of a form of its own', (keyKind) => {
    expect(isProgram({ ...key, keyKind })).toBe(true);
    expect(formOf({ ...key, keyKind })).toBe(keyKind.replace('api_key', 'apiKey').replace('_key', 'Key'));
  });

  const key: KeyCaller = {
    kind: 'apiKey',
    orgId: 'org',
    credentialId: 'cred',
    credentialName: 'name',
    scopes: ['agents:read'],
    grants: grantsOfScopes(['agents:read']),
    agentIds: new Set(['a']),
    expiresAt: null,
    keyKind: 'api_key',
    agentId: null,
    userId: null,
    networks: [],
    ratePerMinute: null,
    concurrentMax: null,
  };

  it('403: without the grant it is refused, and the refusal names the missing scope', () => {
    expect(() => requireGrant(key, 'agents:write')).toThrow(
      expect.objectContaining({ kind: 'forbidden', reason: 'caller.lacks_grant', message: expect.stringContaining('agents:write') }),
    );
    expect(() => requireGrant(key, 'agents:read')).not.toThrow();
  });

  it('reaches only the agents it is limited to; one without a limit reaches all, and an empty limit reaches none', () => {
    expect([reachesAgent(key, 'a'), reachesAgent(key, 'b')]).toEqual([true, false]);
    expect(reachesAgent({ ...key, agentIds: null }, 'b')).toBe(true);
    expect(reachesAgent({ ...key, agentIds: new Set<string>() }, 'a')).toBe(false);
  });

  it('has one name in every record', () => {
    expect(callerIdentity(key)).toBe('key:cred');
    expect(callerIdentity(systemCaller('org'))).toBe('system');
  });

  it('an operation without the grant begins no transaction and records nothing', async () => {
    const steps: string[] = [];
    const home = {
      clock: { now: () => 0, monotonic: () => 0 },
      transact: async <T>(work: (tx: null) => Promise<T>) => (steps.push('transact'), work(null)),
      read: async <T>(work: (tx: null) => Promise<T>) => (steps.push('read'), work(null)),
    };
    const { mutation, query } = operationsOver<typeof home, null, null>(async (_tx, _context, record) => void steps.push(record.event));
    const context = { caller: key, request: { id: '', ip: '', userAgent: '' }, home };
    const change = mutation<number, number>({
      grant: 'agents:write',
      work: async (_tx, _context, input) => input + 1,
      record: (output) => ({ event: `number.${output}`, target: '', details: {} }),
    });
    const look = query<number, number>({ grant: 'agents:read', work: async (_tx, _context, input) => input });
    await expect(change(context, 1)).rejects.toMatchObject({ kind: 'forbidden' });
    expect(steps).toEqual([]);
    expect(await look(context, 5)).toBe(5);
    expect(await change({ ...context, caller: systemCaller('org') }, 1)).toBe(2);
    expect(steps).toEqual(['read', 'transact', 'number.2']);
  });
});
