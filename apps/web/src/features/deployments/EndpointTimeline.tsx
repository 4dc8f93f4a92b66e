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
import { startWords } from './rollout-words';
import { StageList } from './StageList';
import { type PastDeployment, type RolloutHistory, type TimelineEntry, timelineEntries } from './timeline-entries';

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
  const [newest] = data.deployments;
  if (newest === undefined)
    return <EmptyState title="Nothing happened yet" detail="Deployments appear here with their checks." />;
  const names = new Map(data.releases.map(({ id, number, modelName }) => [id, `${modelName} v${number}`]));
  const challengers = new Map(history.rollouts.map((rollout) => [rollout.id, rollout.names.challenger]));
  return (
    <ol className="grid max-w-[860px] gap-3" aria-label="Timeline">
      {timelineEntries(data.deployments, history).map((entry) => (
        <li key={entry.kind === 'move' ? `${entry.move.rolloutId} ${entry.move.number}` : entry.deployment.id}>
          {entry.kind === 'move' ? (
            <MoveEntry move={entry.move} challenger={challengers.get(entry.move.rolloutId) ?? 'a release'} />
          ) : (
            <DeploymentEntry
              entry={entry}
              release={names.get(entry.deployment.releaseId) ?? 'an earlier release'}
              endpoint={entry.deployment.id === newest.id ? data.endpoint : null}
            />
          )}
        </li>
      ))}
    </ol>
  );
}

type EntryProps = {
  entry: Extract<TimelineEntry, { kind: 'deployment' }>;
  release: string;
  /** For the newest deployment, which alone may be tried again. */
  endpoint: { id: string; name: string } | null;
};

function DeploymentEntry({ entry: { deployment, moved }, release, endpoint }: EntryProps) {
  const { stages, gates, error } = readDeployment(deployment);
  const { allowed, overridable, text } = decideGates(gates);
  const failed = deployment.status === 'failed';
  const untold = failed && stages.every((stage) => stage.error === null); // refused before it began
  const stopped = failed && !allowed && overridable;
  const overridden = deployment.status === 'succeeded' && deployment.override && !allowed;
  // What is over is history: whoever wants its stages and checks unfolds them. The newest failure asks for a decision.
  const isOver = deployment.finishedAt !== null && !(failed && endpoint !== null);
  return (
    <Card className="grid gap-2 p-4">
      <div className="flex flex-wrap items-center gap-x-2">
        <h3 className="text-13 font-semibold">{deploymentTitle(deployment, release)}</h3>
        <Badge tone={tones[deployment.status]}>{deployment.status}</Badge>
        {overridden ? <Badge tone="warning">check overridden</Badge> : null}
        <span className="ml-auto text-12 whitespace-nowrap text-muted">{formatDayTime(deployment.createdAt)}</span>
      </div>
      {deployment.reason === null ? null : <p className="text-13">{`Reason given: ${deployment.reason}`}</p>}
      {moved === null ? null : <p className="text-13">{startWords(moved)}</p>}
      {untold ? <p className="text-13 text-danger">{failureText(error)}</p> : null}
      <Walked isOver={isOver} words={untold ? 'Its stages and checks' : text}>
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

/** How much there is on it. */
export function countEntries(deployments: readonly PastDeployment[], history: RolloutHistory): number {
  return timelineEntries(deployments, history).length;
}
