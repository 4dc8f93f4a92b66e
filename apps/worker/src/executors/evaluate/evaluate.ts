import type { CandidateEvaluated } from '@millrace/pipeline-core/events';
import type { Evaluation } from '@millrace/pipeline-core/metrics';
import { evaluatePredictions, evaluationSchema, gatherFolds, rowsInWords } from '@millrace/pipeline-core/metrics';
import type { Part } from '@millrace/pipeline-core/schema';
import type { Catalog } from '@millrace/pipeline-core/steps';
import { openModel } from '../../data/model-file';
import { writePredictions } from '../../data/predictions-table';
import type { ExecutorFor, ExecutorJob } from '../executor';
import { modelDoors } from '../model-doors';
import { toPlainJson } from '../plain-json';
import { requireFile, requireTable } from '../require-table';
import { chooseThreshold, withThreshold } from './choose-threshold';
import { hideParts, labelledScores } from './labelled-scores';

/** Scores all rows, judges every part, keeps the predictions. */
export const evaluateExecutor: ExecutorFor<Catalog['evaluate']> = {
  kind: 'run',
  async run(job) {
    const { params } = job;
    const source = requireFile(job, 'model');
    const table = requireTable(job, 'rows');
    const model = await openModel(source.path, `${job.title} › model`, modelDoors(job));
    const scored = await labelledScores(job, { model, table });
    if (scored.unknownClasses > 0) {
      job.log('warning', `${scored.unknownClasses} rows have a class that no train row had; they are left out.`);
    }
    for (const note of scored.notes) job.log('warning', note);
    // In a fold the rows it holds out are its test rows, whatever part the whole is judged on.
    const part = job.fold === undefined ? params.part : 'test';
    const { threshold, thresholdCost } = chooseThreshold(job, { scored, part });
    const judged = evaluatePredictions({
      target: model.manifest.target,
      predictions: withThreshold(scored.set, threshold),
      assigned: hideParts(scored.assigned, part),
      seed: job.seed,
      // The spread over the folds says what intervals of one fold would.
      resamples: job.fold === undefined ? params.bootstrap : 0,
      ...(thresholdCost === undefined ? {} : { thresholdCost }),
    });
    const folds = foldsOf(job);
    const evaluation: Evaluation = folds === null ? judged : { ...judged, folds };
    if (evaluation.part !== part && scored.assigned !== null) job.log('warning', missingPart(part, evaluation));
    logMetrics(job, evaluation);
    const predictions = await writePredictions(job, {
      model,
      table,
      scored,
      actual: true,
      probabilities: true,
      ...(threshold === undefined ? {} : { threshold }),
    });
    const testSet = table.meta.split?.receipt.proof?.testSet;
    const event: CandidateEvaluated = {
      model: source.artifact.hash,
      evaluation,
      ...(testSet === undefined ? {} : { testSet }),
    };
    return {
      outputs: [{ port: 'evaluation', kind: 'metrics', inline: toPlainJson(evaluation) }, ...predictions],
      events: [{ topic: 'candidate-evaluated', payload: toPlainJson(event) }],
    };
  },
};

/** What the folds found, gathered; null outside of a fold region. */
function foldsOf({ inputs }: Pick<ExecutorJob, 'inputs'>): Evaluation['folds'] | null {
  const found = (inputs.folds ?? []).map(({ json }) => evaluationSchema.parse(json));
  return found.length === 0 ? null : gatherFolds(found);
}

function missingPart(part: Part, { part: judged, folds }: Evaluation): string {
  if (folds === undefined) return `There are no ${part} rows; ${judged} rows were judged.`;
  return `There are no ${part} rows: the folds say how good the model is, figures of ${judged} rows flatter it.`;
}

function logMetrics(job: { log(level: 'info', text: string): void }, evaluation: Evaluation): void {
  const { metrics, rows } = evaluation.parts[evaluation.part];
  const texts = Object.entries(metrics).map(
    ([name, value]) => `${name} ${value === null ? 'undefined' : value.toPrecision(4)}`,
  );
  job.log('info', `${rows} ${rowsInWords(evaluation)}: ${texts.join(', ')}.`);
  if (evaluation.folds === undefined) return;
  const spread = Object.entries(evaluation.folds.metrics).map(
    ([name, { mean, sd }]) => `${name} ${mean?.toPrecision(4) ?? 'undefined'} ± ${sd?.toPrecision(2) ?? 'undefined'}`,
  );
  job.log('info', `Mean over ${evaluation.folds.k} folds: ${spread.join(', ')}.`);
}
