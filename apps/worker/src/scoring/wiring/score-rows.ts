import type { Logger } from '../../logger';
import type { ScoreDeps } from '../answering/score-request';
import { keepFewRefusals } from '../keys/few-refusals';
import { gatherWrites } from '../server/share-turns';
import { scoreCopy } from '../shadow/score-copy';
import { createShadowQueue, type ShadowQueue } from '../shadow/shadow-queue';
import type { ScoringMemory } from './open-memory';
import type { ScoringRecords } from './open-records';

const clock = { now: () => performance.now(), wallClock: Date.now };

/** What scores rows, whether a request or a topic brings them, and the queue of copies for releases that answer nobody. */
export function scoreRows(
  { endpoints, online, precomputed }: ScoringMemory,
  { log, recorder }: ScoringRecords,
  logger: Logger,
): { score: ScoreDeps; shadow: ShadowQueue } {
  const shadow = createShadowQueue({
    score: (copy) => scoreCopy(copy, { ...clock, online, keep: log.append, count: recorder.recordCopy }),
    drop: ({ from, shadow: { id } }) => recorder.dropCopy({ endpoint: from.facts.id, release: id }),
    wanted: ({ from, shadow: { id } }) => endpoints.find(from.facts.slug)?.shadow?.id === id,
    now: clock.now,
    logger,
  });
  const score = {
    ...clock,
    random: Math.random,
    keep: keepFewRefusals(gatherWrites(log.append), clock.now),
    count: recorder.record,
    ...{ online, precomputed, shadow },
  };
  return { score, shadow };
}
