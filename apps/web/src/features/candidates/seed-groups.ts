import { canonicalJson } from '@millrace/pipeline-core/json';
import { metricDirection } from '@millrace/pipeline-core/metrics';
import { seedlessTypes } from '@millrace/pipeline-core/steps';
import type { CandidateRow } from './candidate-row';

/** Candidates that differ in nothing but their seed: what chance in training makes of one and the same model. */
export type SeedGroup = {
  /** The best of them. */
  first: CandidateRow;
  /** Seeds with a figure. */
  seeds: number;
  mean: number;
  /** Sample standard deviation over the seeds. */
  sd: number;
  range: readonly [number, number];
};

/** Groups of two seeds or more, the best mean first; a seed that stands twice counts once. */
export function seedGroups(rows: readonly CandidateRow[]): SeedGroup[] {
  const groups = new Map<string, CandidateRow[]>();
  for (const row of rows.filter(({ candidate }) => !seedlessTypes.has(candidate.stepType))) {
    const key = modelOf(row);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  const found = [...groups.values()].flatMap((group) => groupOf(group) ?? []);
  return found.sort((a, b) => towardsBetter(b.first.metric) * (b.mean - a.mean));
}

const towardsBetter = (metric: string) => (metricDirection(metric) === 'lower' ? -1 : 1);

/** All that makes a model but the seed: step type, settings, features and rows. The list of experiments groups so in SQL. */
function modelOf({ candidate: { stepType, manifest } }: CandidateRow): string {
  const { seed: _, ...params } = manifest.trainer.params;
  const { featureSetId, batches, target } = manifest;
  return canonicalJson({ stepType, params, featureSetId, batches, target });
}

function groupOf(rows: readonly CandidateRow[]): SeedGroup | null {
  const bySeed = new Map(rows.map((row) => [row.candidate.manifest.trainer.seed, row]));
  const judged = [...bySeed.values()].filter(({ value }) => value !== null);
  const values = judged.flatMap(({ value }) => value ?? []);
  if (values.length < 2) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const [first] = [...judged].sort((a, b) => towardsBetter(a.metric) * ((b.value ?? 0) - (a.value ?? 0)));
  if (first === undefined) return null;
  const sd = Math.sqrt(squares / (values.length - 1));
  return { first, seeds: values.length, mean, sd, range: [Math.min(...values), Math.max(...values)] };
}
