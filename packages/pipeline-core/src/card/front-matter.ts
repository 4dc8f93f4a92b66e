import type { MetricName } from '../metrics/metric-names';
import { metricLabel } from '../metrics/metric-names';
import { metricsInOrder } from '../metrics/primary-metric';
import type { Task } from '../release/signature';
import type { CardFacts } from './card-facts';
import type { CardFrontMatter, CardResult } from './model-card';

/** Tasks as Hugging Face names them; null where it has no name. */
const pipelineTags: Readonly<Record<Task, string | null>> = {
  binary: 'tabular-classification',
  multiclass: 'tabular-classification',
  regression: 'tabular-regression',
  forecast: 'time-series-forecasting',
  clustering: null,
  anomaly: null,
  ranking: null,
};

/** Metrics that Hugging Face knows by another name. */
const metricTypes: Partial<Record<MetricName, string>> = {
  auc: 'roc_auc',
  prAuc: 'average_precision',
  balancedAccuracy: 'balanced_accuracy',
  f1Macro: 'f1_macro',
  f1Weighted: 'f1_weighted',
  mcc: 'matthews_correlation',
  logLoss: 'log_loss',
  brier: 'brier_score',
  r2: 'r_squared',
  explainedVariance: 'explained_variance',
  medianAe: 'median_absolute_error',
  recallAt10: 'recall_at_10',
};
const typeOf = (name: string): string => (metricTypes as Record<string, string | undefined>)[name] ?? name; // unknown names stay

/** The metadata of a card: https://huggingface.co/docs/hub/model-cards#model-card-metadata. */
export function frontMatterOf(facts: CardFacts): CardFrontMatter {
  const { manifest, batches, name } = facts;
  const results = resultsOf(facts);
  return {
    library_name: 'millrace',
    pipeline_tag: pipelineTags[manifest.task],
    tags: [...new Set(['tabular', manifest.task, manifest.format])],
    datasets: [...new Set((batches ?? []).map(({ dataset }) => dataset))],
    metrics: [...new Set(results.flatMap(({ metrics }) => metrics.map(({ type }) => type)))],
    modelName: name,
    results,
  };
}

function resultsOf({ manifest, evaluation, batches }: CardFacts): CardResult[] {
  if (evaluation === null) return [];
  const { part } = evaluation;
  const metrics = metricsInOrder(manifest.task, evaluation.parts[part].metrics).flatMap(([name, value]) =>
    value === null || !Number.isFinite(value) ? [] : [{ type: typeOf(name), name: metricLabel(name), value }],
  );
  if (metrics.length === 0) return [];
  const [dataset = 'rows of the project'] = (batches ?? []).map((batch) => batch.dataset);
  return [
    {
      task: { type: pipelineTags[manifest.task] ?? manifest.task },
      dataset: { name: dataset, type: identifier(dataset), split: part },
      metrics,
    },
  ];
}

/** A name as identifiers are written: lower case, dashes. */
function identifier(name: string): string {
  const plain = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return plain === '' ? 'tabular' : plain;
}
