import { type ErrorReport, errorReportSchema } from '@millrace/pipeline-core/errors';
import type { Json } from '@millrace/pipeline-core/json';
import { type DeploymentStage, deploymentStageSchema, type Gate, gateSchema } from '@millrace/pipeline-core/release';
import { z } from 'zod';

/** Stages, gates and error of a deployment row, which keeps them as JSON. */
export function readDeployment(deployment: { stages: Json; gates: Json; error: Json | null }): {
  stages: DeploymentStage[];
  gates: Gate[];
  error: ErrorReport | null;
} {
  return {
    stages: z.array(deploymentStageSchema).catch([]).parse(deployment.stages),
    gates: z.array(gateSchema).catch([]).parse(deployment.gates),
    error: errorReportSchema.nullable().catch(null).parse(deployment.error),
  };
}

/** What ended a deployment that failed: its checks, which are listed beside it, or whatever else it was. */
export function failureText(error: ErrorReport | null): string {
  if (error === null) return 'This deployment failed. Deploy it again.';
  return error.code === 'gate-failed' ? 'The checks stopped this deployment.' : `${error.message} ${error.next}`;
}

export const stageWords: Record<DeploymentStage['name'], string> = {
  evaluation: 'Evaluation',
  build: 'Build',
  load: 'Load',
  'health-check': 'Health check',
  'smoke-test': 'Smoke test',
  route: 'Route',
};
