import type { CustomAdapter } from 'better-auth/adapters';
import type { Row } from './rows.ts';
import type { LoginScope } from './scope.ts';
import { StoredRows } from './stored-rows.ts';

const countMax = 1_000;

/** Guaranteed by the library, which reads members by the names of its own schema, and expects null where there is no row. */
function asModel<T>(row: Row | readonly Row[] | undefined): T {
  return (row ?? null) as T;
}

/** Guaranteed by the library: what it stores are rows by its own names. */
function asRow(value: unknown): Row {
  return value as Row;
}

/** The library's storage, method by method. */
export function storeAdapter(scopeOf: () => LoginScope): CustomAdapter {
  const rows = new StoredRows(scopeOf);
  return {
    create: async ({ model, data }) => asModel(await rows.add(model, data)),
    findOne: async (target) => asModel((await rows.find(target, 1))[0]),
    findMany: async ({ model, where = [], limit, sortBy }) => asModel(await rows.find({ model, where }, limit, sortBy)),
    update: async ({ model, where, update }) => asModel((await rows.change({ model, where }, asRow(update)))[0]),
    updateMany: async ({ model, where, update }) => (await rows.change({ model, where }, update)).length,
    incrementOne: async ({ model, where, increment, set = {} }) => asModel((await rows.change({ model, where }, set, increment))[0]),
    delete: async (target) => {
      await rows.remove(target);
    },
    deleteMany: async (target) => (await rows.remove(target)).length,
    consumeOne: async (target) => asModel((await rows.remove(target))[0]),
    count: async ({ model, where = [] }) => (await rows.find({ model, where }, countMax)).length,
  };
}
