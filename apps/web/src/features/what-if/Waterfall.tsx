import type { JsonObject } from '@millrace/pipeline-core/json';
import type { RowExplanation } from '@millrace/pipeline-core/scoring';
import { formatDelta, formatFixed } from '../../lib/format-number';
import { Card, CardBody, CardHeader } from '../../ui/Card';
import { baseWords, explainedWords, type WaterfallStep, waterfallSteps } from './waterfall-steps';

/** What each field of a row adds to its answer, from the mean to the total; bars share one scale. */
export function Waterfall(props: { explanation: RowExplanation; row: JsonObject; proofRows: number }) {
  const { explanation, row, proofRows } = props;
  const steps = waterfallSteps(explanation, row);
  const ends = [explanation.base, ...steps.map(({ to }) => to)];
  const [least, most] = [Math.min(...ends), Math.max(...ends)];
  const place = (value: number) => ((value - least) / (most - least || 1)) * 100;
  return (
    <Card aria-label="What each feature adds">
      <CardHeader title="How it comes about" aside={explainedWords(explanation)} />
      <CardBody>
        <End label={baseWords(explanation.comparedWith, proofRows)} value={explanation.base} />
        <ol className="grid gap-1.5">
          {steps.map((step) => (
            <Bar key={step.label} step={step} place={place} />
          ))}
        </ol>
        <End label="Together" value={explanation.total} strong />
      </CardBody>
    </Card>
  );
}

function End({ label, value, strong = false }: { label: string; value: number; strong?: boolean }) {
  return (
    <p className={`flex justify-between gap-3 text-12 tabular-nums ${strong ? 'font-semibold' : 'text-muted'}`}>
      <span>{label}</span>
      <span>{formatFixed(value)}</span>
    </p>
  );
}

function Bar({ step, place }: { step: WaterfallStep; place: (value: number) => number }) {
  const [left, right] = [place(Math.min(step.from, step.to)), place(Math.max(step.from, step.to))];
  return (
    <li className="grid gap-0.5">
      <div className="flex justify-between gap-3 text-12">
        <span className="min-w-0 truncate" title={step.label}>
          {step.label}
        </span>
        <span className="flex-none tabular-nums">{formatDelta(step.adds)}</span>
      </div>
      <div className="relative h-1.5 rounded-full bg-surface-2" aria-hidden>
        <div
          className="absolute h-full min-w-px rounded-full"
          style={{
            left: `${left}%`,
            width: `${right - left}%`,
            background: step.adds < 0 ? 'var(--s2)' : 'var(--s1)',
          }}
        />
      </div>
    </li>
  );
}
