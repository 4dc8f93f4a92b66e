import { requestsToCompare, spanWords, stepName } from '@millrace/pipeline-core/rollout';
import { cn } from '../../lib/cn';
import { formatNumber } from '../../lib/format-number';
import { ProgressBar } from '../../ui/ProgressBar';
import type { NewestRollout } from './rollout-rows';
import { isOpen } from './rollout-words';
import { countedFrom, estimateWords } from './step-estimate';

/** The shares one after the other, how far the present one is, and what it still needs. */
export function RolloutSteps({ rollout }: { rollout: NewestRollout }) {
  const { plan, step, missing, status, endedSteps } = rollout;
  const open = isOpen(rollout);
  return (
    <div className="grid gap-2">
      <ol className="flex flex-wrap gap-2" aria-label="Steps">
        {plan.steps.map((one, at) => (
          <li
            key={one.percent}
            aria-current={open && at === step ? 'step' : undefined}
            className={cn(
              'grid min-w-24 flex-1 content-start gap-0.5 rounded-control border px-2.5 py-1.5',
              open && at === step ? 'border-accent bg-selected' : 'border-border',
              at > step || status === 'aborted' || status === 'rolled-back' ? 'text-muted' : '',
            )}
          >
            <span className="text-14 font-semibold tabular-nums first-letter:uppercase">{stepName(one)}</span>
            <span className="text-12 text-muted tabular-nums">
              {seenWords(endedSteps.find((ended) => ended.step === at)) ?? wantedWords(one)}
            </span>
            {open && at === step ? (
              <div className="pt-1">
                <StepBar rollout={rollout} />
              </div>
            ) : null}
          </li>
        ))}
      </ol>
      {status === 'running' && missing.length > 0 ? (
        <p className="text-13 text-muted tabular-nums" aria-live="polite" data-testid="rollout-missing">
          {`Waits for the next step: ${missing.join(', ')}. ${estimateOf(rollout)}`.trimEnd()}
        </p>
      ) : null}
    </div>
  );
}

function estimateOf({ plan, step, since, readAt, figures, names }: NewestRollout): string {
  const at = plan.steps[step];
  if (at === undefined) return '';
  const so = {
    lasted: (readAt.getTime() - since.getTime()) / 1000,
    counted: (readAt.getTime() - countedFrom(since).getTime()) / 1000,
    dwell: at.dwellSeconds,
    fresh: { seen: figures.challenger.requests, wanted: at.minRequests },
    compared: { seen: figures.champion.requests, wanted: requestsToCompare(at, plan) },
  };
  return estimateWords(so, { ...at, champion: names.champion });
}

type Steps = NewestRollout['plan']['steps'];

/** What a step asks for. */
function wantedWords({ percent, shadow, dwellSeconds, minRequests }: Steps[number]): string {
  if (percent === 100) return 'the end';
  return `${spanWords(dwellSeconds)}, ${formatNumber(minRequests, 0)} ${shadow === undefined ? 'requests' : 'copies'}`;
}

/** What a step that is over had; null while it is not. */
function seenWords(ended: NewestRollout['endedSteps'][number] | undefined): string | null {
  if (ended === undefined) return null;
  const lasted = (Date.parse(ended.until) - Date.parse(ended.since)) / 1000;
  const unit = ended.shadow === undefined ? 'requests' : 'copies';
  return `had ${spanWords(lasted)}, ${formatNumber(ended.challenger.requests, 0)} ${unit}`;
}

/** How much of its time and requests the step has had: the one that is further back. */
function StepBar({ rollout }: { rollout: NewestRollout }) {
  const { plan, step, since, readAt, figures } = rollout;
  const at = plan.steps[step];
  if (at === undefined) return null;
  const lasted = (readAt.getTime() - since.getTime()) / 1000;
  const part = (seen: number, wanted: number) => (wanted === 0 ? 1 : Math.min(1, seen / wanted));
  const done = Math.min(part(lasted, at.dwellSeconds), part(figures.challenger.requests, at.minRequests));
  return <ProgressBar label={`Step of ${stepName(at)}`} value={done} tone="accent" />;
}
