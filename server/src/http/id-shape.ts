import type { FastifyServerOptions } from 'fastify';
import type { IncomingMessage } from 'node:http';
import { shapeOf } from '../kernel/id.ts';
import { presentsCredential } from './presented.ts';

const executions = /^\/api\/agents\/[^/?#]+\/execute(?:[?#]|$)/;
const collections = /^\/api\/(?:v1\/)?agents\/([^/?#]+)/;

type Strategies = NonNullable<NonNullable<FastifyServerOptions['routerOptions']>['constraints']>;
type Strategy = Strategies[string];
type Handler = Parameters<ReturnType<Strategy['storage']>['set']>[1];

/** The shape of the agent address in a path, by which faces that share the path are told apart. */
export const idShapeStrategy: Strategy = {
  name: 'idShape',
  storage: () => {
    const handlers = new Map<string, Handler>();
    return {
      get: (shape: string) => handlers.get(shape) ?? null,
      set: (shape: string, handler: Handler) => {
        handlers.set(shape, handler);
      },
    };
  },
  deriveConstraint: ({ url = '', headers }: Pick<IncomingMessage, 'url' | 'headers'>): string => {
    // Programs run agents at this path whatever the address looks like; people give them tasks by number. Source: faces design, C3.
    if (executions.test(url) && presentsCredential(headers)) return 'name';
    const segment = collections.exec(url)?.[1];
    return segment === undefined ? 'name' : shapeOfAddress(decodeSafely(segment));
  },
  validate: (value: unknown): void => {
    if (typeof value !== 'string') throw new Error('idShape must be a shape name');
  },
  mustMatchWhenDerived: false,
};

/** What begins like an agent account's id is meant as one, so that the face that documents it answers when it is malformed. */
function shapeOfAddress(address: string): string {
  return /^agt_/i.test(address) ? 'agt' : (shapeOf(address) ?? 'name');
}

function decodeSafely(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
