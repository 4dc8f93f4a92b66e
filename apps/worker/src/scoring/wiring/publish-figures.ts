import type { Figures } from '../../ground/figures';
import { rememberedFigures } from '../answering/remembered-figures';
import { onlineFigures } from '../features/online-figures';
import { precomputedFigures } from '../precomputed/precomputed-figures';
import { predictionFigures } from '../predictions/prediction-figures';
import { processFigures } from '../server/process-figures';
import { type ShadowQueue, shadowQueueFigures } from '../shadow/shadow-queue';
import type { ScoringMemory } from './open-memory';
import type { ScoringRecords } from './open-records';

/** What this role counts, for Prometheus. */
export function publishFigures(
  figures: Figures,
  o: { memory: ScoringMemory; records: Pick<ScoringRecords, 'log'>; shadow: ShadowQueue },
): void {
  const { endpoints, precomputed, online } = o.memory;
  figures.publish(() => predictionFigures(o.records.log.counts()));
  figures.publish(() => processFigures(endpoints.loaded()));
  figures.publish(() => rememberedFigures(endpoints.loaded()));
  figures.publish(() => precomputedFigures(precomputed));
  figures.publish(() => onlineFigures(online));
  figures.publish(() => shadowQueueFigures(o.shadow));
}
