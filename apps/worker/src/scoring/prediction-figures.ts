import type { Figure } from '../figures';
import type { PredictionCounts } from './prediction-log';

/** The prediction log in figures: more appended than shipped, refused and lost together means that some wait on disk. */
export function predictionFigures(counts: PredictionCounts): Figure[] {
  return [
    {
      name: 'millrace_predictions_total',
      type: 'counter',
      help: 'Predictions kept on disk, shipped to the database, put aside because it refuses them, and lost.',
      values: Object.entries(counts).map(([state, value]) => ({ labels: { state }, value })),
    },
  ];
}
