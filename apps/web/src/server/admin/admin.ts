import { listUsers, listWorkers, queueDepths } from '@millrace/db';
import { database } from '../database';
import { accountUseCase, noInput } from '../use-case';

export const listUsersUseCase = accountUseCase({
  where: 'installation',
  changes: false,
  input: noInput,
  run: async () => ({ users: await listUsers(database()) }),
});

export const listWorkersUseCase = accountUseCase({
  where: 'installation',
  changes: false,
  input: noInput,
  run: async () => ({ workers: await listWorkers(database()), queues: await queueDepths(database()) }),
});
