import type { CandidateEvaluated } from '@millrace/pipeline-core/events';
import type { Evaluation } from '@millrace/pipeline-core/metrics';
import { evaluatePredictions } from '@millrace/pipeline-core/metrics';
import type { Catalog } from '@millrace/pipeline-core/steps';
import { openModel } from '../../data/model-file';
import { writePredictions } from '../../data/predictions-table';
import type { ExecutorFor } from '../executor';
import { toPlainJson } from '../plain-json';
import { requireFile, requireTable } from '../require-table';
import { hideParts, labelledScores } from './labelled-scores';

/** Scores all rows, judges every part, keeps the predictions. */
export const evaluateExecutor: ExecutorFor<Catalog['evaluate']> = {
  kind: 'run',
  async run(job) {
    const { params } = job;
    const source = requireFile(job, 'model');
    const table = requireTable(job, 'rows');
    const model = await openModel(source.path, `${job.title} › model`);
    const threshold = params.threshold ?? undefined;
    const scored = await labelledScores(job, { model, table, ...(threshold === undefined ? {} : { threshold }) });
    if (scored.unknownClasses > 0) {
      job.log('warning', `${scored.unknownClasses} rows have a class that no train row had; they are left out.`);
    }
    const evaluation = evaluatePredictions({
      target: model.manifest.target,
      predictions: scored.set,
      assigned: hideParts(scored.assigned, params.part),
      seed: job.seed,
      resamples: params.bootstrap,
    });
    if (evaluation.part !== params.part && scored.assigned !== null) {
      job.log('warning', `There are no ${params.part} rows; ${evaluation.part} rows were judged.`);
    }
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

function logMetrics(job: { log(level: 'info', text: string): void }, evaluation: Evaluation): void {
  const { metrics, rows } = evaluation.parts[evaluation.part];
  const texts = Object.entries(metrics).map(
    ([name, value]) => `${name} ${value === null ? 'undefined' : value.toPrecision(4)}`,
  );
  job.log('info', `${rows} ${evaluation.part} rows: ${texts.join(', ')}.`);
}
