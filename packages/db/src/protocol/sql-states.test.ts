import { expect, it } from 'vitest';
import { sqlStatesOf } from './sql-states';

it('finds the code where pg and Prisma keep it, and nothing in addresses and texts', () => {
  expect(sqlStatesOf(Object.assign(new Error('x'), { code: '22P02' }))).toEqual(['22P02']);
  const cause = { kind: 'postgres', originalCode: '55P03' };
  const driverAdapterError = Object.assign(new Error('x'), { cause });
  expect(sqlStatesOf(Object.assign(new Error('x'), { code: 'P2010', meta: { driverAdapterError } }))).toEqual([
    'P2010',
    '55P03',
  ]);
  const refused = { kind: 'DatabaseNotReachable', host: '127.0.0.1', port: 54329, originalCode: 'ECONNREFUSED' };
  expect(sqlStatesOf(Object.assign(new Error('54329'), { cause: refused }))).toEqual([]);
  expect(sqlStatesOf('22P02')).toEqual([]);
});
