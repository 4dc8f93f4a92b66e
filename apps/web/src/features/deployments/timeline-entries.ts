import type { Outputs } from '../../client/outputs';
import type { RolloutMove } from './rollout-words';

export type PastDeployment = Outputs['endpoints']['get']['deployments'][number];
export type RolloutHistory = Pick<Outputs['rollouts']['ofEndpoint'], 'rollouts' | 'moves'>;

export type TimelineEntry =
  | {
      kind: 'deployment';
      at: Date;
      deployment: PastDeployment;
      /** What it did to a rollout, which is no entry of its own: the same thing is told once. */
      moved: RolloutMove | null;
    }
  | { kind: 'move'; at: Date; move: RolloutMove };

/** What happened to an endpoint, newest first: deployments, and moves of rollouts that no deployment made. */
export function timelineEntries(deployments: readonly PastDeployment[], history: RolloutHistory): TimelineEntry[] {
  const madeBy = new Map(deployments.map((deployment) => [deployment.id, moveOf(deployment, history)]));
  const told = new Set(madeBy.values());
  const entries: TimelineEntry[] = [
    ...history.moves.filter((move) => !told.has(move)).map((move) => ({ kind: 'move' as const, at: move.at, move })),
    ...deployments.map((deployment) => ({
      ...{ kind: 'deployment' as const, at: deployment.createdAt, deployment },
      moved: madeBy.get(deployment.id) ?? null,
    })),
  ];
  return entries.sort((a, b) => b.at.getTime() - a.at.getTime());
}

/** The move that a deployment made: a canary starts its rollout, and the way back ends the one under way. */
function moveOf(deployment: PastDeployment, { rollouts, moves }: RolloutHistory): RolloutMove | null {
  if (deployment.kind === 'rollback') return moves.find((move) => endedBy(move, deployment)) ?? null;
  const rollout = rollouts.find(({ deploymentId }) => deploymentId === deployment.id);
  return moves.find(({ rolloutId, kind }) => rolloutId === rollout?.id && kind === 'started') ?? null;
}

/** A roll back ends a rollout before it is over itself. */
function endedBy({ kind, at }: RolloutMove, { createdAt, finishedAt }: PastDeployment): boolean {
  return kind === 'rolled-back' && at >= createdAt && (finishedAt === null || at <= finishedAt);
}
