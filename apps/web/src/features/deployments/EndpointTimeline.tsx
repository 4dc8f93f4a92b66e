import { decideGates, uncoveredChecks } from '@millrace/pipeline-core/release';
import type { ReactNode } from 'react';
import type { Outputs } from '../../client/outputs';
import { formatDayTime } from '../../lib/format-date';
import { Badge } from '../../ui/Badge';
import { Card } from '../../ui/Card';
import { EmptyState } from '../../ui/EmptyState';
import { CancelDeployment } from './CancelDeployment';
import { deploymentTitle, failureText, readDeployment } from './deployment-view';
import { GateList } from './GateList';
import { MoveEntry } from './MoveEntry';
import { OverrideButton } from './OverrideButton';
import { StageList } from './StageList';

type RolloutHistory = Pick<Outputs['rollouts']['ofEndpoint'], 'rollouts' | 'moves'>;
type Deployment = Outputs['endpoints']['get']['deployments'][number];

const tones = {
  queued: 'neutral',
  waiting: 'accent',
  running: 'accent',
  succeeded: 'success',
  failed: 'danger',
  cancelled: 'neutral',
} as const;

/** Every deployment of an endpoint with its stages and checks, and every move of its rollouts, newest first. */
export function EndpointTimeline({ data, history }: { data: Outputs['endpoints']['get']; history: RolloutHistory }) {
  if (data.deployments.length === 0)
    return <EmptyState title="Nothing happened yet" detail="Deployments appear here with their checks." />;
  const names = new Map(data.releases.map(({ id, number, modelName }) => [id, `${modelName} v${number}`]));
  const challengers = new Map(history.rollouts.map((rollout) => [rollout.id, rollout.names.challenger]));
  const deployments = data.deployments.map((deployment, index) => ({
    at: deployment.createdAt,
    entry: (
      <TimelineEntry
        key={deployment.id}
        deployment={deployment}
        release={names.get(deployment.releaseId) ?? 'An earlier release'}
        endpoint={index === 0 ? data.endpoint.name : null}
        isOver={index > 0 && deployment.finishedAt !== null}
      />
    ),
  }));
  const moves = history.moves.map((move) => ({
    at: move.at,
    entry: (
      <MoveEntry
        key={`${move.rolloutId} ${move.number}`}
        move={move}
        challenger={challengers.get(move.rolloutId) ?? 'a release'}
      />
    ),
  }));
  const entries = [...moves, ...deployments].sort((a, b) => b.at.getTime() - a.at.getTime());
  return <div className="grid max-w-[860px] gap-3">{entries.map(({ entry }) => entry)}</div>;
}

type EntryProps = {
  deployment: Deployment;
  release: string;
  /** Its name for the newest entry, which alone may be tried again. */
  endpoint: string | null;
  /** It is history: its stages and checks are unfolded by whoever wants them. */
  isOver: boolean;
};

function TimelineEntry({ deployment, release, endpoint, isOver }: EntryProps) {
  const { stages, gates, error } = readDeployment(deployment);
  const { allowed, overridable } = decideGates(gates);
  const failed = deployment.status === 'failed';
  const untold = failed && stages.every((stage) => stage.error === null); // refused before it began
  const stopped = failed && !allowed && overridable;
  const overridden = deployment.status === 'succeeded' && deployment.override && !allowed;
  return (
    <Card className="grid gap-3 p-4">
      <div className="flex flex-wrap items-center gap-x-2">
        <h3 className="text-13 font-semibold">{deploymentTitle(deployment, release)}</h3>
        <Badge tone={tones[deployment.status]}>{deployment.status}</Badge>
        {overridden ? <Badge tone="warning">check overridden</Badge> : null}
        <span className="text-12 text-muted">{`by ${deployment.who}`}</span>
        <span className="ml-auto text-12 whitespace-nowrap text-muted">{formatDayTime(deployment.createdAt)}</span>
      </div>
      {deployment.reason === null ? null : <p className="text-13">{`Reason given: ${deployment.reason}`}</p>}
      {untold ? <p className="text-13 text-danger">{failureText(error)}</p> : null}
      <Walked isOver={isOver} words={decideGates(gates).text}>
        <StageList stages={stages} gates={gates} />
        <GateList gates={gates} />
      </Walked>
      {deployment.status === 'waiting' ? <CancelDeployment id={deployment.id} /> : null}
      {stopped && endpoint !== null ? (
        <OverrideButton deployment={deployment.id} endpoint={endpoint} failed={uncoveredChecks(gates, [])} />
      ) : null}
    </Card>
  );
}

/** Stages and checks side by side; of one that is history under a line that says how its checks came out. */
function Walked({ isOver, words, children }: { isOver: boolean; words: string; children: ReactNode }) {
  const both = <div className="grid gap-4 sm:grid-cols-2">{children}</div>;
  if (!isOver) return both;
  return (
    <details className="text-13">
      <summary className="cursor-pointer text-muted">{words}</summary>
      <div className="pt-3">{both}</div>
    </details>
  );
}
