import { metricNames } from '@millrace/pipeline-core/metrics';

/** Below which width a column is left out: 1280 or 1536 px. */
export type Room = 'xl' | '2xl';

const figuresOf = {
  binary: ['accuracy', 'f1', 'prAuc'],
  multiclass: ['accuracy', 'f1Macro', 'logLoss'],
  regression: ['rmse', 'mae'],
} as const;

/** Figures beside the one that decides: the two that people ask for first, and one more where there is room. */
export function secondFigures(task: keyof typeof figuresOf, deciding: string): { name: string; wideOnly: Room }[] {
  const known: readonly string[] = metricNames;
  const names: readonly string[] = figuresOf[task];
  return names
    .filter((name) => known.includes(name) && name !== deciding)
    .map((name, place) => ({ name, wideOnly: place < 2 ? 'xl' : '2xl' }));
}
