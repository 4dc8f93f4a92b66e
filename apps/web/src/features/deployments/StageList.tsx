import type { DeploymentStage, Gate } from '@millrace/pipeline-core/release';
import { CircleCheck, CircleDashed, OctagonX, TriangleAlert } from 'lucide-react';
import { formatDuration } from '../../lib/format-duration';
import { Spinner } from '../../ui/Spinner';
import { stageLook, stageWords } from './deployment-view';

/** Evaluation, Build, Load, Health check, Smoke test, Route: each with its time, its last words, and why it failed. */
export function StageList({ stages, gates }: { stages: readonly DeploymentStage[]; gates: readonly Gate[] }) {
  return (
    <ol className="grid content-start gap-1" aria-label="Stages">
      {stages.map((stage) => (
        <li key={stage.name} className="grid grid-cols-[16px_1fr_auto] gap-2 py-0.5">
          <StageIcon look={stageLook(stage, gates)} />
          <div>
            <p className="text-13 font-medium">{stageWords[stage.name]}</p>
            {stage.log.length === 0 ? null : <p className="text-12 text-muted">{stage.log.at(-1)}</p>}
            {stage.error === null ? null : <p className="text-12 text-danger">{stageFailure(stage.error)}</p>}
          </div>
          <span className="text-12 text-muted tabular-nums">
            {stage.milliseconds === null ? '' : formatDuration(stage.milliseconds)}
          </span>
        </li>
      ))}
    </ol>
  );
}

/** Checks are listed beside the stages, with what each of them saw. */
function stageFailure({ code, message, next }: NonNullable<DeploymentStage['error']>): string {
  return code === 'gate-failed' ? 'Stopped by the checks that are listed here as failed.' : `${message} ${next}`;
}

function StageIcon({ look }: { look: ReturnType<typeof stageLook> }) {
  switch (look) {
    case 'done':
      return <CircleCheck size={16} className="text-success" aria-label="done" />;
    case 'found-failures':
      return <TriangleAlert size={16} className="text-warning" aria-label="done, checks failed" />;
    case 'running':
      return <Spinner />;
    case 'failed':
      return <OctagonX size={16} className="text-danger" aria-label="failed" />;
    case 'waiting':
      return <CircleDashed size={16} className="text-muted" aria-label="waiting" />;
  }
}
