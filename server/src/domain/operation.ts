import { operationsOver } from '../kernel/operation.ts';
import type { ReadTx, Tx } from '../store/index.ts';
import { writeAuditEntry } from './audit/index.ts';
import type { Home } from './home.ts';

/** Operations of this product: grant → transaction → work → audit entry. */
export const { mutation, query } = operationsOver<Home, Tx, ReadTx>(writeAuditEntry);
