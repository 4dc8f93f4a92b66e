import { expect, it } from 'vitest';
import type { RolloutMove } from './rollout-words';
import { type PastDeployment, type RolloutHistory, timelineEntries } from './timeline-entries';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 27, 19, minute));
const deployment = (id: string, minute: number, kind: 'deploy' | 'rollback' = 'deploy') =>
  ({ id, kind, createdAt: at(minute), finishedAt: at(minute + 1) }) as PastDeployment; // what the entries read
const move = (kind: RolloutMove['kind'], minute: number) => ({ rolloutId: 'r', kind, at: at(minute) }) as RolloutMove;

it('tells the deployment of a canary and the start of its rollout once, and a roll back with the rollout that it ended', () => {
  const rollouts = [{ id: 'r', deploymentId: 'canary' }] as RolloutHistory['rollouts'];
  const moves = [move('rolled-back', 30), move('next', 20), move('started', 11)];
  const deployments = [deployment('back', 30, 'rollback'), deployment('canary', 10), deployment('first', 0)];
  const entries = timelineEntries(deployments, { rollouts, moves });
  expect(
    entries.map((entry) =>
      entry.kind === 'move' ? entry.move.kind : `${entry.deployment.id} ${entry.moved?.kind ?? 'alone'}`,
    ),
  ).toEqual(['back rolled-back', 'next', 'canary started', 'first alone']);
});

it('keeps a move whose deployment is not listed any more', () => {
  const entries = timelineEntries([], { rollouts: [], moves: [move('started', 1), move('rolled-back', 2)] });
  expect(entries.map((entry) => (entry.kind === 'move' ? entry.move.kind : null))).toEqual(['rolled-back', 'started']);
});
