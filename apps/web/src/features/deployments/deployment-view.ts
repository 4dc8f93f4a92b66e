import type { Json } from '@millrace/pipeline-core/json';
import { type DeploymentStage, deploymentStageSchema, type Gate, gateSchema } from '@millrace/pipeline-core/release';
import { z } from 'zod';

/** Stages and gates of a deployment row, which keeps them as JSON. */
export function readDeployment(deployment: { stages: Json; gates: Json }): {
  stages: DeploymentStage[];
  gates: Gate[];
} {
  return {
    stages: z.array(deploymentStageSchema).catch([]).parse(deployment.stages),
    gates: z.array(gateSchema).catch([]).parse(deployment.gates),
  };
}

export const stageWords: Record<DeploymentStage['name'], string> = {
  build: 'Build',
  load: 'Load',
  'health-check': 'Health check',
  'smoke-test': 'Smoke test',
  route: 'Route',
};
