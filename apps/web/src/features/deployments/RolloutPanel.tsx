'use client';

import { stepName } from '@millrace/pipeline-core/rollout';
import { CircleCheck, OctagonX } from 'lucide-react';
import { formatDateTime } from '../../lib/format-date';
import { Badge, type BadgeTone } from '../../ui/Badge';
import { Card, CardBody, CardHeader } from '../../ui/Card';
import { Notice } from '../../ui/Notice';
import { Table, type TableColumn } from '../../ui/Table';
import { RolloutButtons } from './RolloutButtons';
import { RolloutSteps } from './RolloutSteps';
import { type NewestRollout, type RolloutRow, rolloutRows } from './rollout-rows';
import { type Ended, endedSentence, isOpen, rolloutSentence } from './rollout-words';
import { countedFrom } from './step-estimate';
import { UnloadedShadow } from './UnloadedShadow';

const tones = {
  running: 'accent',
  paused: 'warning',
  done: 'success',
  aborted: 'danger',
  'rolled-back': 'danger',
} as const satisfies Record<NewestRollout['status'], BadgeTone>;

/** A release that takes traffic over by shares that grow: where it is, how it compares, and what stops it. */
export function RolloutPanel({ rollout, ended }: { rollout: NewestRollout; ended: Ended }) {
  const { names, status } = rollout;
  const open = isOpen(rollout);
  return (
    <Card aria-label="Rollout">
      <CardHeader
        title={
          <>
            {`Rollout of ${names.challenger}`}
            <Badge tone={tones[status]}>{status === 'rolled-back' ? 'rolled back' : status}</Badge>
          </>
        }
        aside={open ? <RolloutButtons rollout={rollout} /> : null}
      />
      <CardBody>
        {open || status === 'done' || !ended.isNewest ? (
          <p className="text-14" data-testid="rollout-sentence">
            {open ? rolloutSentence(rollout) : endedSentence(rollout, ended)}
          </p>
        ) : (
          <Notice tone="warning">{endedSentence(rollout, ended)}</Notice>
        )}
        {open && rollout.figures.shadow !== undefined ? <UnloadedShadow rollout={rollout} /> : null}
        <RolloutSteps rollout={rollout} />
      </CardBody>
      <Table
        label={`${names.champion} and ${names.challenger}`}
        rows={rolloutRows(rollout)}
        rowId={({ id }) => id}
        columns={columnsOf(rollout)}
      />
      {open ? <Rules rollout={rollout} /> : null}
    </Card>
  );
}

function columnsOf(rollout: NewestRollout): TableColumn<RolloutRow>[] {
  const { names, figures, figuresOf, plan } = rollout;
  const shown = plan.steps[figuresOf.step];
  const step = isOpen(rollout) || shown === undefined ? 'This step' : `The step at ${stepName(shown)}`;
  return [
    {
      id: 'title',
      header: `${figures.shadow === undefined ? step : 'Copied rows'}, from ${formatDateTime(countedFrom(figuresOf.since))}`,
      cell: ({ title }) => title,
    },
    { id: 'champion', header: `${names.champion} (champion)`, align: 'right', cell: ({ champion }) => champion },
    {
      id: 'challenger',
      header: `${names.challenger} (${figures.shadow === undefined ? 'new' : 'in shadow'})`,
      align: 'right',
      cell: ({ challenger }) => challenger,
    },
    { id: 'verdict', header: 'Verdict', cell: (row) => <Verdict row={row} /> },
  ];
}

const verdictText = { neutral: 'text-muted', success: 'text-success', danger: 'font-medium text-danger' } as const;

function Verdict({ row: { verdict, tone } }: { row: RolloutRow }) {
  return (
    <span className={`inline-flex items-center gap-1.5 text-13 ${verdictText[tone]}`}>
      {tone === 'success' ? <CircleCheck size={14} aria-hidden /> : null}
      {tone === 'danger' ? <OctagonX size={14} aria-hidden /> : null}
      {verdict}
    </span>
  );
}

function Rules({ rollout }: { rollout: NewestRollout }) {
  return (
    <CardBody className="border-t border-border-soft pt-3">
      <h3 className="text-12 font-medium text-muted">When it is aborted by itself</h3>
      <ul className="grid list-disc gap-1 pl-4 text-13" aria-label="Rules">
        {rollout.rules.map((rule) => (
          <li key={rule}>{rule}</li>
        ))}
      </ul>
      <p className="text-13 text-muted">
        {`Abort does the same by hand: ${rollout.names.champion} answers alone again, and the timeline keeps who did it and why.`}
      </p>
    </CardBody>
  );
}
