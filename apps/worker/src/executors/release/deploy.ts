import { PipelineError } from '@millrace/pipeline-core/errors';
import type { DeployRequested } from '@millrace/pipeline-core/events';
import { answersRequests, bundleManifestSchema } from '@millrace/pipeline-core/release';
import type { Catalog } from '@millrace/pipeline-core/steps';
import { readJson } from '../../data/archive-entry';
import { readTar } from '../../data/tar';
import type { ExecutorFor } from '../executor';
import { toPlainJson } from '../plain-json';
import { requireFile } from '../require-table';

/** Asks for what the Deploy button asks for; gates and rollout follow outside the run. */
export const deployExecutor: ExecutorFor<Catalog['deploy']> = {
  kind: 'run',
  async run(job) {
    const { artifact, path } = requireFile(job, 'release');
    await requireRequests(path, job.title);
    const { endpoint, strategy } = job.params;
    const event: DeployRequested = { bundle: artifact.hash, endpoint, strategy };
    job.log('info', `Asked for endpoint "${endpoint}" to answer with this release (${strategy}).`);
    return { outputs: [], events: [{ topic: 'deploy-requested', payload: toPlainJson(event) }] };
  },
};

/** Said here, where the step stands, rather than by the endpoint that cannot load it. */
async function requireRequests(path: string, title: string): Promise<void> {
  const place = `${title} › release`;
  const { format } = bundleManifestSchema.parse(readJson(await readTar(path), 'manifest.json', place));
  if (answersRequests(format)) return;
  throw new PipelineError({
    code: 'tables-only-model',
    family: 'pipeline',
    place,
    seen: `a release of the format "${format}", which answers whole tables only`,
    expected: 'a model that answers one row at once',
    next: 'Predict tables with a Batch score step.',
  });
}
