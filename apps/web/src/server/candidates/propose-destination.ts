import { findEndpointByName, findLastDestination, findModelByName } from '@millrace/db';
import { candidateIdSchema } from '@millrace/pipeline-core/ids';
import { suggestReleaseName } from '@millrace/pipeline-core/release';
import { z } from 'zod';
import { database } from '../database';
import { type ProjectContext, projectQuery } from '../use-case';
import { findCandidate } from './find-candidate';
import { foreseeDeployment } from './preview-deployment';

/**
 * Where the deploy sheet sends a candidate first: where a model of its pipeline went last, unless the gates would block
 * that now; else a name that neither a model nor an endpoint has.
 */
export const proposeDestinationUseCase = projectQuery(
  'view',
  z.object({ candidate: candidateIdSchema }),
  async (context, input) => {
    const candidate = await findCandidate(context, input.candidate);
    const { pipelineId } = candidate;
    const key = { projectId: context.project.id };
    const last = pipelineId === null ? null : await findLastDestination(database(), { ...key, pipelineId });
    if (last !== null) {
      const { forecast } = await foreseeDeployment(context, { candidate: input.candidate, ...last });
      if (forecast.outcome !== 'blocked') return { ...last, again: true };
    }
    // What is found without a target is named by its task.
    const { target, task } = candidate.manifest;
    const name = await freeName(context, target === '' ? task : target);
    return { model: name, endpoint: name, again: false };
  },
);

async function freeName({ project }: ProjectContext, target: string): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    const key = { projectId: project.id, name: suggestReleaseName(target, attempt) };
    const [model, endpoint] = await Promise.all([
      findModelByName(database(), key),
      findEndpointByName(database(), key),
    ]);
    if (model === null && endpoint === null) return key.name;
  }
}
