import { findEndpointByName, getReleaseUnchecked } from '@millrace/db';
import { candidateIdSchema } from '@millrace/pipeline-core/ids';
import { busiest, checkGates, foreseeGates } from '@millrace/pipeline-core/release';
import { z } from 'zod';
import { database } from '../database';
import { projectQuery } from '../use-case';
import { findCandidate, releaseNameSchema } from './deploy-candidate';

/**
 * What a deployment of this candidate to this endpoint would meet: what the endpoint is, what it serves, and the gates
 * that can be told before the bundle is there.
 */
export const previewDeploymentUseCase = projectQuery(
  'view',
  z.object({ candidate: candidateIdSchema, endpoint: releaseNameSchema }),
  async (context, input) => {
    const candidate = await findCandidate(context, input.candidate);
    const key = { projectId: context.project.id, name: input.endpoint };
    const endpoint = await findEndpointByName(database(), key);
    const config = endpoint?.config ?? null;
    const served = config === null ? null : await getReleaseUnchecked(database(), busiest(config));
    const { signature, trainedOn } = candidate.manifest;
    const champion =
      served === null
        ? null
        : {
            name: `${served.modelName} v${served.number}`,
            signature: served.manifest.signature,
            evaluation: served.evaluation,
            receipt: served.manifest.receipt,
            loads: true, // it answers now; the deployment tries it again
          };
    const evaluation = candidate.evaluations[0]?.result ?? null;
    const release = { name: candidate.title, signature, evaluation, receipt: trainedOn.receipt };
    const gates = checkGates({ release, champion, smoke: null, budgetMs: config?.budgetMs ?? 200 });
    return {
      endpoint: endpoint === null ? null : { name: endpoint.name, sandbox: endpoint.sandbox },
      serves: champion?.name ?? null,
      gates,
      forecast: foreseeGates(gates),
    };
  },
);
