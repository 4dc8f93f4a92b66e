'use client';

import { metricLabel } from '@millrace/pipeline-core/metrics';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { reportOf } from '../../client/error-report';
import type { Outputs } from '../../client/outputs';
import { useTRPC } from '../../client/trpc';
import { formatRelative } from '../../lib/format-date';
import { formatCount, formatFixed } from '../../lib/format-number';
import { Button } from '../../ui/Button';
import { Card, CardBody, CardHeader } from '../../ui/Card';
import { Notice } from '../../ui/Notice';
import { Select } from '../../ui/Select';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';

export type BetterRun = Outputs['bisects']['better']['runs'][number];
type Preview = Outputs['bisects']['preview'];

const repeatChoices = [0, 1, 2, 3, 5, 10];

/** Which earlier run to compare with, what differs, and how many hybrid runs it takes. */
export function BisectStart(props: {
  bad: string;
  runs: readonly BetterRun[];
  /** The run to compare with that the address names. */
  wanted: string | null;
  onStarted: (id: string) => void;
}) {
  const { bad, runs, wanted, onStarted } = props;
  const { slug, can } = useProject();
  const trpc = useTRPC();
  const [good, setGood] = useState(wanted ?? runs[0]?.run ?? '');
  const [repeats, setRepeats] = useState(3);
  const [step, setStep] = useState<string | null>(null);
  const wish = { project: slug, good, bad, repeats, ...(step === null ? {} : { step }) };
  const preview = useQuery(trpc.bisects.preview.queryOptions(wish, { placeholderData: keepPreviousData }));
  const start = useMutation(trpc.bisects.start.mutationOptions({ onSuccess: ({ id }) => onStarted(id) }));
  const choices = runs.map(({ run, number, at, metric, good: value }) => ({
    value: run,
    label: `Run ${number}, ${formatRelative(at)}`,
    aside: `${metricLabel(metric)} ${formatFixed(value)}`,
  }));
  const known = choices.some(({ value }) => value === good)
    ? choices
    : [{ value: good, label: 'The run chosen' }, ...choices];
  const chooseGood = (run: string) => {
    setGood(run);
    // Another run may have been judged by other steps: the one that lost most comes first again.
    setStep(null);
  };
  return (
    <Card>
      <CardHeader title="What differs" aside={aboutRuns(preview.data)} />
      <CardBody>
        <div className="grid gap-3">
          <div className="flex flex-wrap items-center gap-2">
            <span className="text-12 text-muted">Compared with</span>
            <div className="w-72">
              <Select label="Compared with" value={good} onValueChange={chooseGood} options={known} />
            </div>
            <JudgingStep preview={preview.data} chosen={step} onChosen={setStep} />
            <span className="text-12 text-muted">Runs with other seeds, to see what chance does</span>
            <div className="w-20">
              <Select
                label="Runs with other seeds"
                value={String(repeats)}
                onValueChange={(value) => setRepeats(Number(value))}
                options={repeatChoices.map((count) => ({ value: String(count), label: String(count) }))}
              />
            </div>
          </div>
          <QueryView query={preview} skeletonClass="h-24">
            {(found) => <Differences preview={found} />}
          </QueryView>
          {start.error === null ? null : <Notice tone="danger">{reportOf(start.error).message}</Notice>}
          {can('run') ? (
            <div>
              <Button
                variant="primary"
                loading={start.isPending}
                disabled={preview.data?.setup == null}
                onClick={() => start.mutate(wish)}
              >
                Find what made it worse
              </Button>
            </div>
          ) : null}
        </div>
      </CardBody>
    </Card>
  );
}

/** Which of several judging steps is followed; nothing where only one judged in both runs. */
function JudgingStep(props: {
  preview: Preview | undefined;
  /** What the person chose; else the step that lost most. */
  chosen: string | null;
  onChosen: (step: string) => void;
}) {
  const { preview, chosen, onChosen } = props;
  if (preview === undefined || preview.judges.length < 2) return null;
  return (
    <>
      <span className="text-12 text-muted">judged by</span>
      <div className="w-72">
        <Select
          label="Judged by"
          value={chosen ?? preview.setup?.step ?? ''}
          placeholder="Choose a step"
          onValueChange={onChosen}
          options={preview.judges.map(({ step, title, metric, good, bad, loss }) => ({
            value: step,
            label: title,
            aside: `${metricLabel(metric)} ${formatFixed(good)} → ${formatFixed(bad)}${loss > 0 ? '' : ', no worse'}`,
            disabled: loss <= 0,
          }))}
        />
      </div>
    </>
  );
}

function aboutRuns(preview: Preview | undefined): string {
  if (preview?.setup == null) return '';
  return `about ${formatCount(preview.expected, 'hybrid run')} if one difference is the cause`;
}

function Differences({ preview: { setup, problem } }: { preview: Preview }) {
  if (setup === null) return <Notice title={problem?.message}>{problem?.next}</Notice>;
  const { differences, fixed, elsewhere, good, bad, metric } = setup;
  return (
    <div className="grid gap-2">
      <p className="text-13">
        {metricLabel(metric)} of “{setup.title}” went from {formatFixed(good.value)} to {formatFixed(bad.value)}.
      </p>
      <ul className="grid gap-1" aria-label="Differences">
        {differences.map(({ id, title }) => (
          <li key={id} className="text-13 break-words">
            {title}
          </li>
        ))}
      </ul>
      {fixed.map(({ kind, title, details }) => (
        <p key={`${kind} ${title}`} className="text-12 text-muted">
          {[title, ...details, 'No run can take this back.'].join(' ')}
        </p>
      ))}
      {elsewhere > 0 ? (
        <p className="text-12 text-muted">
          {formatCount(elsewhere, 'other step')} changed that this evaluation does not read.
        </p>
      ) : null}
    </div>
  );
}
