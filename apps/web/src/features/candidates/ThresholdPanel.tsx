'use client';

import { type Evaluation, rowsInWords } from '@millrace/pipeline-core/metrics';
import { type ReactNode, useMemo, useState } from 'react';
import { formatCount, formatFixed, formatNumber } from '../../lib/format-number';
import { Button } from '../../ui/Button';
import { Card, CardBody, CardHeader } from '../../ui/Card';
import { ConfusionMatrix } from '../../ui/ConfusionMatrix';
import { LineChart } from '../../ui/charts';
import { EmptyState } from '../../ui/EmptyState';
import { Field } from '../../ui/Field';
import { NumberField } from '../../ui/NumberField';
import { Facts } from '../../ui/SentenceHeader';
import { Slider } from '../../ui/Slider';
import { TextLink } from '../../ui/TextLink';
import { cheapest, costAtThreshold, costCurve } from './cost-curve';
import { countsAtThreshold } from './counts-at-threshold';

type Props = { evaluation: Evaluation; title: string; pipelineHref: string | null };

/** From which probability on a row counts as positive: the threshold kept with a candidate, and what others would cost. */
export function ThresholdPanel(props: Props) {
  const { evaluation, title } = props;
  if (evaluation.task !== 'binary' || evaluation.curves.roc === undefined) {
    return (
      <Card>
        <EmptyState
          title={`${title} has no threshold to choose`}
          detail="A threshold belongs to two classes, judged on rows that have both."
        />
      </Card>
    );
  }
  return <CostsOfErrors {...props} />;
}

function CostsOfErrors({ evaluation, title, pipelineHref }: Props) {
  const kept = evaluation.threshold ?? 0.5;
  const given = evaluation.thresholdCost;
  const [falseAlarm, setFalseAlarm] = useState(given?.falseAlarm ?? 1);
  const [missed, setMissed] = useState(given?.missed ?? 1);
  const [threshold, setThreshold] = useState(kept);
  const points = useMemo(() => costCurve(evaluation, { falseAlarm, missed }), [evaluation, falseAlarm, missed]);
  const best = cheapest(points);
  const here = costAtThreshold(points, threshold);
  return (
    <div className="grid gap-3">
      <div className="grid gap-0.5">
        <p className="text-14 font-semibold">{keptSentence(evaluation, title)}</p>
        <Facts facts={keptFacts(evaluation, pipelineHref)} />
      </div>
      <div className="grid gap-3 lg:grid-cols-3">
        <Card>
          <CardHeader title="What errors cost" aside={title} />
          <CardBody>
            <CostField label="A false alarm" value={falseAlarm} onValueChange={setFalseAlarm} />
            <CostField label="A missed one" value={missed} onValueChange={setMissed} />
            <Slider
              label="Threshold"
              value={Math.min(1, threshold)}
              min={0}
              max={1}
              step={0.01}
              onValueChange={setThreshold}
            />
            <p className="text-12 text-muted">
              {`At ${formatNumber(threshold, 3)} errors cost ${formatFixed(here)} a row.`}
              {best === null ? '' : ` Least is ${formatFixed(best.cost)}, at ${formatNumber(best.threshold, 3)}.`}
            </p>
            {best === null ? null : (
              <Button size="sm" onClick={() => setThreshold(best.threshold)}>
                Look at the cheapest
              </Button>
            )}
          </CardBody>
        </Card>
        <LineChart
          title="Cost over the threshold"
          n={evaluation.parts[evaluation.part].rows}
          range={rowsInWords(evaluation)}
          series={[
            { id: 'cost', label: 'cost of a row', points: points.map(({ threshold: x, cost: y }) => ({ x, y })) },
          ]}
          xDomain={[0, 1]}
          fromZero
          labels="below"
          xLabel="threshold"
          references={[{ axis: 'x', value: Math.min(1, kept), label: `kept ${formatNumber(kept, 2)}` }]}
          {...(here === null ? {} : { marker: { x: threshold, y: here, label: `at ${formatNumber(threshold, 2)}` } })}
        />
        <Errors evaluation={evaluation} threshold={threshold} />
      </div>
    </div>
  );
}

function CostField(props: { label: string; value: number; onValueChange: (value: number) => void }) {
  return (
    <Field label={props.label}>
      {(ids) => (
        <NumberField
          {...ids}
          value={props.value}
          min={0}
          onValueChange={(value) => {
            if (value !== null) props.onValueChange(value);
          }}
        />
      )}
    </Field>
  );
}

function Errors({ evaluation, threshold }: { evaluation: Evaluation; threshold: number }) {
  const at = countsAtThreshold(evaluation, threshold);
  const positive = evaluation.positive ?? 'positive';
  const negative = evaluation.classes?.find((name) => name !== positive) ?? 'other';
  if (at === null) return null;
  return (
    <Card>
      <CardHeader title={`At threshold ${formatNumber(threshold, 3)}`} aside={rowsInWords(evaluation)} />
      <CardBody>
        <ConfusionMatrix
          classes={[positive, negative]}
          predictedLabels={['flagged', 'not flagged']}
          counts={[
            [at.found, at.missed],
            [at.falseAlarms, at.leftAlone],
          ]}
          captions={[
            ['found', 'missed'],
            ['false alarms', 'left alone'],
          ]}
        />
      </CardBody>
    </Card>
  );
}

function keptSentence({ threshold = 0.5, thresholdCost, positive }: Evaluation, title: string): string {
  const from = `${title} says ${positive ?? 'yes'} from ${formatNumber(threshold, 3)} on`;
  return thresholdCost === undefined
    ? `${from}; no costs were given.`
    : `${from}: there errors cost least, a row ${formatFixed(thresholdCost.cost)}.`;
}

/** How the threshold came about, and where it is changed: it is kept with the evaluation and goes into releases. */
function keptFacts({ thresholdCost, part }: Evaluation, pipelineHref: string | null): ReactNode[] {
  const change =
    pipelineHref === null ? 'change it in Evaluate' : <TextLink href={pipelineHref}>Change it in Evaluate</TextLink>;
  if (thresholdCost === undefined)
    return ['kept with the candidate and its releases', 'set Threshold by to What errors cost', change];
  const { falseAlarm, missed, part: chose, rows, costAtHalf } = thresholdCost;
  return [
    `false alarm ${formatNumber(falseAlarm)}, missed ${formatNumber(missed)}`,
    `chosen on ${formatCount(rows, `${chose} row`)}${chose === part ? ', which are also judged: that flatters it' : ''}`,
    `at 0.5 a row would cost ${formatFixed(costAtHalf)}`,
    'kept with the candidate and its releases',
    change,
  ];
}
