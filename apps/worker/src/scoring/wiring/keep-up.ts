import { repeatTask } from '../../ground/repeat-task';
import type { Logger } from '../../logger';
import type { ScoringMemory } from './open-memory';
import type { ScoringRecords } from './open-records';

/** A lost notification shows within this time. */
const reloadEveryMs = 15_000;
const refusalsEveryMs = 2_000;

/** What is done again and again while this process answers; each may be stopped by itself. */
export function keepUp(
  { endpoints, precomputed, online }: ScoringMemory,
  { refusals }: ScoringRecords,
  logger: Logger,
) {
  /** Endpoints that changed, and scores of batches that were finished since. */
  const lookAround = async () => {
    await endpoints.look();
    await precomputed.reload();
  };
  return {
    endpoints: repeatTask({ name: 'reload endpoints', everyMs: reloadEveryMs, run: lookAround, logger }),
    features: repeatTask({ name: 'reload features', everyMs: reloadEveryMs, run: online.reload, logger }),
    refusals: repeatTask({ name: 'refused pushes', everyMs: refusalsEveryMs, run: refusals.flush, logger }),
  };
}
