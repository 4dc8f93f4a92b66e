import { reconcile, type SteadyConnection } from '@millrace/db/protocol';
import type { Logger } from '../logger';
import { repeat } from './session';
import type { ExecutionSettings } from './settings';

/** Looks for dead workers and forgotten work, from every worker; an advisory lock lets one through at a time. */
export function startReconciling(options: {
  connection: SteadyConnection;
  settings: Pick<ExecutionSettings, 'graceMs' | 'reconcileMs' | 'slots'>;
  logger: Logger;
}): () => Promise<void> {
  const { connection, settings, logger } = options;
  const input = { graceMs: settings.graceMs, queues: Object.keys(settings.slots) };
  const sweep = async () => {
    while (await connection.use((client) => reconcile(client, input)));
  };
  return repeat(settings.reconcileMs, sweep, logger);
}
