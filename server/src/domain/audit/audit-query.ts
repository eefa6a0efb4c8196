import { operationsOver } from '../../kernel/operation.ts';
import type { ReadTx, Tx } from '../../store/index.ts';
import type { Home } from '../home.ts';
import { writeAuditEntry } from './write-audit-entry.ts';

/** Binds this noun's own operations: those of `domain/operation.ts` are made with this noun, so it cannot be made with them. */
export const { query } = operationsOver<Home, Tx, ReadTx>(writeAuditEntry);
