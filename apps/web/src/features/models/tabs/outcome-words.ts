import { formatDayTime } from '../../../lib/format-date';
import type { Version } from '../version-data';

type Deployed = Pick<Version['deployments'][number], 'status' | 'rollout'>;

/** What came of a deployment: where it began a rollout, how that stands or ended, by whom and when. */
export function outcomeWords({ status, rollout }: Deployed): string {
  if (rollout === null) return statusWords[status];
  const by = `${rollout.by === null ? 'by its rules' : `by ${rollout.by}`}, ${formatDayTime(rollout.at)}`;
  switch (rollout.status) {
    case 'running':
      return rollout.percent === 0 ? 'in shadow' : `at ${rollout.percent}% of the traffic`;
    case 'paused':
      return `paused ${rollout.percent === 0 ? 'in shadow' : `at ${rollout.percent}%`} ${by}`;
    case 'done':
      return `took all traffic, ${by}`;
    case 'aborted':
      return `aborted ${by}`;
    case 'rolled-back':
      return `rolled back ${by}`;
  }
}

const statusWords: Record<Deployed['status'], string> = {
  queued: 'waits to begin',
  waiting: 'waits for its evaluation',
  running: 'goes on',
  succeeded: 'routed',
  failed: 'failed: it never answered',
  cancelled: 'cancelled',
};
