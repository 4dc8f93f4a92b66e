import { getDeployment, getEndpoint, getReleaseUnchecked } from '@millrace/db';
import { idOf } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { database } from '../database';
import { notFound } from '../errors';
import { projectQuery } from '../use-case';

/** One deployment with the endpoint it moves and the release it moves it to. */
export const getDeploymentUseCase = projectQuery(
  'view',
  z.object({ id: idOf('deployment') }),
  async ({ project }, { id }) => {
    const deployment = await getDeployment(database(), { projectId: project.id, id });
    if (deployment === null) throw notFound('deployment');
    const endpoint = await getEndpoint(database(), { projectId: project.id, id: deployment.endpointId });
    const release = await getReleaseUnchecked(database(), deployment.releaseId);
    if (endpoint === null || release === null) throw notFound('deployment');
    return {
      deployment,
      endpoint: { id: endpoint.id, name: endpoint.name, sandbox: endpoint.sandbox },
      release: `${release.modelName} v${release.number}`,
    };
  },
);
