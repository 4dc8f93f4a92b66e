import type { MetricName } from '@millrace/pipeline-core/metrics';
import type { Task } from '@millrace/pipeline-core/release';

/** Below which width a column is left out: 1280 or 1536 px. */
export type Room = 'xl' | '2xl';

const figuresOf: Readonly<Record<Task, readonly MetricName[]>> = {
  binary: ['accuracy', 'f1', 'prAuc'],
  multiclass: ['accuracy', 'f1Macro', 'logLoss'],
  regression: ['rmse', 'mae'],
  forecast: ['rmse', 'mape'],
  clustering: [],
  anomaly: ['prAuc'],
  ranking: ['recallAt10'],
};

/** Figures beside the one that decides: the two that people ask for first, and one more where there is room. */
export function secondFigures(task: Task, deciding: string): { name: MetricName; wideOnly: Room }[] {
  return figuresOf[task]
    .filter((name) => name !== deciding)
    .map((name, place) => ({ name, wideOnly: place < 2 ? 'xl' : '2xl' }));
}
