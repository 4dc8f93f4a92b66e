import { PipelineError } from '@millrace/pipeline-core/errors';
import type { StoredColumn } from '@millrace/pipeline-core/features';
import type { JsonObject } from '@millrace/pipeline-core/json';
import {
  type Catalog,
  type FeatureRanking,
  judgedColumns,
  nameList,
  orderScores,
  rankFeatures,
  requireTarget,
  selectMethods,
} from '@millrace/pipeline-core/steps';
import { requireColumn } from '../../data/read-columns';
import { schemaOf } from '../../data/table-view';
import type { ExecutorFor } from '../executor';
import { toPlainJson } from '../plain-json';
import { requireFit } from '../require-fit';
import { requireSettings } from '../require-settings';
import { readTask } from '../train/training-rows';
import { findTwins } from './feature-twins';
import type { Judged, SelectJob } from './judged';
import { scoreFeatures } from './score-features';

/** Judges every feature by train rows and says which stay; the ranking is also an output. */
export const selectFeaturesExecutor: ExecutorFor<Catalog['select-features']> = {
  kind: 'fit',
  async fit(job): Promise<JsonObject> {
    const fit = requireFit(job);
    requireSettings(job);
    const columns = judgedColumns(job.params, schemaOf(fit.meta)).map(({ name }) =>
      requireColumn(fit.meta.columns, name, job.title),
    );
    const judged = { columns, target: await targetOf(job) };
    const scores = await scoreFeatures(job, judged);
    const numbers = orderScores(scores.flatMap((one) => ('score' in one ? [one] : []))).map(({ feature }) => feature);
    const twins = job.params.method === 'correlation' ? await findTwins(job, { columns, best: numbers }) : new Map();
    const features = rankFeatures(scores, job.params, twins);
    const ranking: FeatureRanking = {
      v: 1,
      kind: 'feature-ranking',
      method: job.params.method,
      measure: selectMethods[job.params.method].measure,
      target: judged.target?.column.name ?? null,
      rows: fit.rows,
      features,
    };
    refuseNothing(job, ranking);
    const kept = features.filter((one) => one.kept).length;
    job.log('info', `${kept} of ${features.length} features are kept, judged by ${fit.rows} rows.`);
    return toPlainJson(ranking);
  },
  report: (state) => ({ ranking: state }),
};

async function targetOf(job: SelectJob): Promise<Judged['target']> {
  if (job.params.method === 'variance') return null;
  const fit = requireFit(job);
  const { name } = requireTarget(schemaOf(fit.meta), job.params.target, job.title);
  const column: StoredColumn = requireColumn(fit.meta.columns, name, job.title);
  return { column, ...(await readTask(job, { fit, target: column, choice: job.params.task })) };
}

function refuseNothing(job: SelectJob, { features, measure }: FeatureRanking): void {
  if (features.some(({ kept }) => kept)) return;
  const best = features.slice(0, 3).map(({ feature }) => feature);
  throw new PipelineError({
    code: 'no-feature-kept',
    family: 'pipeline',
    place: `${job.title} › keep`,
    seen:
      features.length === 0 ? 'no feature to judge' : `no feature that is good enough; the best are ${nameList(best)}`,
    expected: 'at least one feature that stays',
    next:
      features.length === 0
        ? 'Connect a table with features, or name the columns.'
        : `Ask for less (the ${measure.toLowerCase()} of the first is ${String(features[0]?.score ?? 'unknown')}), or keep the best instead.`,
  });
}
