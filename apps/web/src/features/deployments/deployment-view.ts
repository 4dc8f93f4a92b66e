import { type ErrorReport, errorReportSchema } from '@millrace/pipeline-core/errors';
import type { Json } from '@millrace/pipeline-core/json';
import {
  type DeploymentStage,
  type DeployStrategy,
  deploymentStageSchema,
  type Gate,
  gateSchema,
  worstStatus,
} from '@millrace/pipeline-core/release';
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

type Told = {
  kind: 'deploy' | 'rollback';
  strategy: DeployStrategy;
  status: 'queued' | 'waiting' | 'running' | 'succeeded' | 'failed' | 'cancelled';
  /** By name. */
  who: string;
};

/** "Ada deployed churn v2 to the sandbox": who did what, on the timeline. */
export function deploymentTitle({ kind, strategy, status, who }: Told, release: string): string {
  const [verb, rest] =
    kind === 'rollback'
      ? [verbs.rollback[tenseOf(status)], `to ${release}`]
      : [verbs.deploy[tenseOf(status)], `${release} ${wayWords[strategy]}`];
  return `${who} ${verb} ${rest}`;
}

const verbs = {
  deploy: { now: 'is deploying', done: 'deployed', not: 'tried to deploy' },
  rollback: { now: 'is rolling back', done: 'rolled back', not: 'tried to roll back' },
} as const;

function tenseOf(status: Told['status']): 'now' | 'done' | 'not' {
  if (status === 'succeeded') return 'done';
  return status === 'failed' || status === 'cancelled' ? 'not' : 'now';
}

const wayWords: Record<DeployStrategy, string> = {
  sandbox: 'to the sandbox',
  canary: 'as a canary',
  direct: 'with all traffic',
};

/** What ended a deployment that failed: its checks, which are listed beside it, or whatever else it was. */
export function failureText(error: ErrorReport | null): string {
  if (error === null) return 'This deployment failed. Deploy it again.';
  return error.code === 'gate-failed' ? 'The checks stopped this deployment.' : `${error.message} ${error.next}`;
}

/** How a stage ended. The smoke test does its work where it finds failures, too: that is no pass. */
export function stageLook(
  { name, status }: Pick<DeploymentStage, 'name' | 'status'>,
  gates: readonly Gate[],
): DeploymentStage['status'] | 'found-failures' {
  const judges = name === 'smoke-test' && status === 'done';
  return judges && gates.some(({ checks }) => worstStatus(checks) === 'fail') ? 'found-failures' : status;
}

/** "Failed: Saved tests, Speed", for the top of a deployment that its checks have stopped; null where none failed. */
export function stoppedBy(gates: readonly Gate[]): string | null {
  const failed = gates.flatMap(({ checks }) => checks.filter(({ status }) => status === 'fail'));
  return failed.length === 0 ? null : `Failed: ${failed.map(({ title }) => title).join(', ')}`;
}

export const stageWords: Record<DeploymentStage['name'], string> = {
  evaluation: 'Evaluation',
  build: 'Build',
  load: 'Load',
  'health-check': 'Health check',
  'smoke-test': 'Smoke test',
  route: 'Route',
};
