import { userIdSchema } from '@millrace/pipeline-core/ids';
import { expect, it } from 'vitest';
import { callerNames } from './caller-names';

it('names people and keys, and says when they are gone', () => {
  const ada = { userId: userIdSchema.parse('u1'), name: 'Ada', email: 'ada@example.test', role: 'admin' as const };
  const nameOf = callerNames({ members: [{ ...ada, since: new Date() }], keys: [{ id: 'k1', name: 'shop' }] });
  expect(['u1', 'u2', 'key:k1', 'key:k2'].map(nameOf)).toEqual([
    'Ada',
    'somebody who has left',
    'key shop',
    'a deleted key',
  ]);
});
