import { formatDuration } from '../../lib/format-duration';
import type { EndedRun } from '../sync/watch-run-end';

/** "Run 7 done in 5.9 s": what came of a run, in a few words. */
export function runEndText({ number, status, end }: EndedRun): string {
  const time =
    end.seconds === null ? '' : ` ${status === 'succeeded' ? 'in' : 'after'} ${formatDuration(end.seconds * 1000)}`;
  switch (status) {
    case 'succeeded':
    case 'running': // has no end
      return `Run ${number} done${time}`;
    case 'failed':
      return `Run ${number} failed${end.failed === null ? '' : ` at ${end.failed.title}`}${time}`;
    case 'cancelled':
      return `Run ${number} was stopped${time}`;
    default:
      return status satisfies never;
  }
}
