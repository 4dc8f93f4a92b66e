import { assertNever } from '@millrace/pipeline-core/exhaustive';
import { argmax } from '@millrace/pipeline-core/metrics';
import type { ModelManifest } from '@millrace/pipeline-core/release';

/**
 * Class code a model answers with: for two classes the positive one from the threshold on (0.5 unless set), for more the
 * most likely, the first on a tie. One rule for tables and requests.
 */
export function predictedCode(
  probabilities: Float64Array,
  manifest: Pick<ModelManifest, 'task' | 'classes' | 'positive'>,
  threshold = 0.5,
): number {
  switch (manifest.task) {
    case 'binary': {
      const found = manifest.classes?.indexOf(manifest.positive ?? '') ?? -1;
      const positive = found < 0 ? 1 : found;
      return (probabilities[positive] ?? 0) >= threshold ? positive : 1 - positive;
    }
    case 'multiclass':
    case 'regression':
    case 'forecast':
    case 'clustering':
    case 'anomaly':
    case 'ranking':
      return argmax(probabilities, 0, probabilities.length);
    default:
      return assertNever(manifest.task);
  }
}
