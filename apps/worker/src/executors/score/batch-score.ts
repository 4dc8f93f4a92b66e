import { PipelineError } from '@millrace/pipeline-core/errors';
import type { Catalog } from '@millrace/pipeline-core/steps';
import { hashFile } from '../../data/artifact-store';
import { type OpenModel, openModel } from '../../data/model-file';
import { writePredictions } from '../../data/predictions-table';
import { openBundleModel } from '../../data/release-bundle';
import { scoreTable } from '../../data/score-table';
import { outputPath } from '../../data/table-store';
import type { ExecutorFor, ExecutorJob } from '../executor';
import { modelDoors } from '../model-doors';
import { toPlainJson } from '../plain-json';
import { requireTable } from '../require-table';

/** Answers every row of a table with the very numbers HTTP gives for it. */
export const batchScoreExecutor: ExecutorFor<Catalog['batch-score']> = {
  kind: 'run',
  async run(job) {
    const table = requireTable(job, 'table');
    const { model, threshold, name } = await openChosen(job);
    const scored = await scoreTable(job.session, { model, table, place: job.title });
    const outputs = await writePredictions(job, {
      model,
      table,
      scored,
      actual: false,
      probabilities: job.params.probabilities,
      ...(threshold === undefined ? {} : { threshold }),
    });
    job.log('info', `Scored ${scored.rows} rows with ${name}.`);
    const { hash } = await hashFile(outputPath(job.folder, 'predictions'));
    return {
      outputs,
      events: [
        { topic: 'scoring-completed', payload: toPlainJson({ predictions: hash, rows: scored.rows, model: name }) },
      ],
    };
  },
};

type Chosen = { model: OpenModel; threshold?: number; name: string };

async function openChosen(job: ExecutorJob<{ model: string; release: string }>): Promise<Chosen> {
  const connected = job.inputs.model?.[0];
  if (connected?.path !== undefined) {
    const model = await openModel(connected.path, `${job.title} › model`, modelDoors(job));
    return { model, name: model.manifest.trainer.title };
  }
  const release = job.references.release?.[0];
  if (release?.path !== undefined)
    return {
      ...(await openBundleModel(release.path, modelDoors(job))),
      name: `${job.params.model} (${job.params.release})`,
    };
  throw new PipelineError({
    code: 'no-model',
    family: 'pipeline',
    place: `${job.title} › model`,
    seen: 'neither a connected model nor a registered release',
    expected: 'one of them',
    next: 'Connect a model, or name a registered one.',
  });
}
