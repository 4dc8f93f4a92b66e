import type { Figure } from '../../ground/figures';
import type { PredictionCounts } from './prediction-log';

/** The prediction log in figures. Counts are of this process: lines that an earlier one left on disk count as shipped only. */
export function predictionFigures(counts: PredictionCounts): Figure[] {
  return [
    {
      name: 'millrace_predictions_total',
      type: 'counter',
      help: 'Predictions since the start of this process: kept on disk, shipped to the database, put aside because it refuses them, and lost.',
      values: Object.entries(counts).map(([state, value]) => ({ labels: { state }, value })),
    },
  ];
}
