import { evaluationSchema, metricLabel, primaryMetric } from '@millrace/pipeline-core/metrics';
import type { BundleManifest, ModelManifest } from '@millrace/pipeline-core/release';

type Exported = {
  manifest: Pick<BundleManifest, 'task' | 'target'>;
  model: { trainer: Pick<ModelManifest['trainer'], 'title'> };
  /** As the bundle has it; null where the release was never evaluated. */
  evaluation: unknown;
};

/** What was exported, in a sentence: an alias such as champion may name another model than one thinks of. */
export function whatItIs({ manifest, model, evaluation }: Exported): string {
  const { task, target } = manifest;
  const what = `It is ${model.trainer.title}${target === '' ? '' : `, predicting ${target}`}`;
  const judged = evaluationSchema.safeParse(evaluation).data;
  const metric = primaryMetric(task);
  const part = judged?.parts[judged.part];
  const value = part?.metrics[metric];
  if (judged === undefined || part === undefined || value === undefined || value === null)
    return `${what}; no figure of it is known.`;
  return `${what}: ${metricLabel(metric)} ${value.toFixed(3)} on ${part.rows.toLocaleString('en')} ${judged.part} rows.`;
}
