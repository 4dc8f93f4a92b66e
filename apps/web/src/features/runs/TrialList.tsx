import { assertNever } from '@millrace/pipeline-core/exhaustive';
import { metricLabel } from '@millrace/pipeline-core/metrics';
import { CircleSlash, Crown, OctagonX } from 'lucide-react';
import { formatFixed } from '../../lib/format-number';
import { Badge } from '../../ui/Badge';
import { Spinner } from '../../ui/Spinner';
import type { TrialLine } from './trial-lines';

type TrialListProps = {
  lines: readonly TrialLine[];
  /** Name of the figure; null before there is one. */
  metric: string | null;
  /** They are of several kinds of models: each line is named by its kind, else by the number of its trial. */
  several: boolean;
  /** On which worker each ran by its number; empty where that says nothing. */
  workers?: ReadonlyMap<number, string>;
};

const none: ReadonlyMap<number, string> = new Map();
const cell = 'border-t border-border-soft py-1 align-top';

/** Trials of a search in little room: their place, what they are over how they were set, their figure and how they ended. */
export function TrialList({ lines, metric, several, workers = none }: TrialListProps) {
  return (
    <table className="w-full table-fixed border-collapse text-12 tabular-nums" aria-label="Trials">
      <thead>
        <tr className="text-left text-muted">
          <th scope="col" className="w-7 py-0.5 font-medium">
            #
          </th>
          <th scope="col" className="py-0.5 font-medium">
            {several ? 'Model' : 'Trial'}
          </th>
          <th scope="col" className="w-20 py-0.5 pr-1.5 text-right font-medium">
            {metric === null ? '' : metricLabel(metric)}
          </th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={line.number} className={line.state === 'best' ? 'bg-selected' : ''}>
            <td className={`${cell} pl-1 text-muted`}>{line.rank ?? ''}</td>
            <th scope="row" className={`${cell} text-left font-normal`}>
              {line.alike === undefined ? (
                <TrialName line={line} several={several} worker={workers.get(line.number)} />
              ) : (
                <FailedAlike reason={line.reason} alike={line.alike} />
              )}
            </th>
            <td className={`${cell} pr-1.5 text-right ${line.state === 'best' ? 'font-semibold' : ''}`}>
              {line.figure === null ? '' : formatFixed(line.figure)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function TrialName({ line, several, worker }: { line: TrialLine; several: boolean; worker: string | undefined }) {
  const trial = `Trial ${line.number + 1}`;
  const how = line.state === 'failed' ? line.reason : line.settings;
  const under = [several ? trial : '', how, worker === undefined ? '' : `on ${worker}`].filter((text) => text !== '');
  return (
    <>
      <span className="flex items-center gap-1.5">
        <span className={`min-w-0 truncate ${line.state === 'best' ? 'font-semibold' : 'font-medium'}`}>
          {several ? line.kind : trial}
        </span>
        <TrialState state={line.state} reason={line.reason} />
      </span>
      {under.length === 0 ? null : (
        <span
          className="line-clamp-2 text-muted"
          title={[line.allSettings, line.reason].filter((text) => text !== '').join('; ')}
        >
          {under.join(' · ')}
        </span>
      )}
    </>
  );
}

/** How a trial ended, in a word with its sign; one that went as most do says nothing. */
function TrialState({ state, reason }: Pick<TrialLine, 'state' | 'reason'>) {
  switch (state) {
    case 'best':
      return (
        <Badge tone="accent">
          <Crown aria-hidden /> Best
        </Badge>
      );
    case 'stopped':
      return (
        <span className="flex items-center gap-1 text-muted" title={reason}>
          <CircleSlash className="size-3 flex-none" aria-hidden /> Stopped<span className="sr-only">, {reason}</span>
        </span>
      );
    case 'failed':
      return <FailedMark />;
    case 'running':
      return (
        <span className="flex items-center gap-1 text-info">
          <Spinner /> At work
        </span>
      );
    case 'done':
      return <span className="sr-only">Done</span>;
    default:
      return assertNever(state);
  }
}

function FailedMark() {
  return (
    <span className="inline-flex items-center gap-1 text-danger">
      <OctagonX className="size-3 flex-none" aria-hidden /> Failed
    </span>
  );
}

/** An error that many trials share is said once; which they are is a click away. */
function FailedAlike({ reason, alike }: { reason: string; alike: NonNullable<TrialLine['alike']> }) {
  return (
    <details>
      <summary className="cursor-pointer">
        <span className="font-medium">{`${alike.length} trials`}</span> <FailedMark />
        <span className="line-clamp-2 text-muted">{reason}</span>
      </summary>
      <ul className="thin-scroll max-h-48 overflow-y-auto py-1 pl-4 text-muted">
        {alike.map((one) => (
          <li key={one.number}>{`Trial ${one.number + 1}, ${one.words}`}</li>
        ))}
      </ul>
    </details>
  );
}
