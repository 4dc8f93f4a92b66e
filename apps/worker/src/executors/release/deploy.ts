import type { DeployRequested } from '@millrace/pipeline-core/events';
import type { Catalog } from '@millrace/pipeline-core/steps';
import type { ExecutorFor } from '../executor';
import { toPlainJson } from '../plain-json';
import { requireFile } from '../require-table';

/** Asks for what the Deploy button asks for; gates and rollout follow outside the run. */
export const deployExecutor: ExecutorFor<Catalog['deploy']> = {
  kind: 'run',
  async run(job) {
    const { artifact } = requireFile(job, 'release');
    const { endpoint, strategy } = job.params;
    const event: DeployRequested = { bundle: artifact.hash, endpoint, strategy };
    job.log('info', `Asked for endpoint "${endpoint}" to answer with this release (${strategy}).`);
    return { outputs: [], events: [{ topic: 'deploy-requested', payload: toPlainJson(event) }] };
  },
};
