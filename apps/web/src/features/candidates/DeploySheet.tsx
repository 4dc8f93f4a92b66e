'use client';

import { metricLabel } from '@millrace/pipeline-core/metrics';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { reportOf } from '../../client/error-report';
import { useTRPC } from '../../client/trpc';
import { formatFixed } from '../../lib/format-number';
import { Button } from '../../ui/Button';
import { Field } from '../../ui/Field';
import { Input } from '../../ui/Input';
import { Notice } from '../../ui/Notice';
import { RadioGroup } from '../../ui/RadioGroup';
import { Sheet } from '../../ui/Sheet';
import { DeployProgress } from '../deployments/DeployProgress';
import { useProject } from '../frame/project-context';
import type { CandidateRow } from './candidate-row';

type Strategy = 'sandbox' | 'direct';

/** One sheet, one click: what will happen in a sentence, where to, and the checks as they run. */
export function DeploySheet(props: { candidate: CandidateRow | null; onClose: () => void }) {
  const { candidate: row } = props;
  return (
    <Sheet open={row !== null} onOpenChange={props.onClose} title={row === null ? '' : `Deploy ${row.candidate.title}`}>
      {row === null ? null : <DeployForm key={row.candidate.id} row={row} onClose={props.onClose} />}
    </Sheet>
  );
}

function DeployForm({ row, onClose }: { row: CandidateRow; onClose: () => void }) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const models = useQuery(trpc.models.list.queryOptions({ project: slug }));
  const endpoints = useQuery(trpc.endpoints.list.queryOptions({ project: slug }));
  const suggested = suggestName(row.candidate.manifest.target);
  const [model, setModel] = useState(suggested);
  const [endpoint, setEndpoint] = useState(suggested);
  const [strategy, setStrategy] = useState<Strategy>('sandbox');
  const deploy = useMutation(trpc.candidates.deploy.mutationOptions());
  const known = models.data?.models.find(({ name }) => name === model);
  const next = (known?.latest ?? 0) + 1;
  const present = endpoints.data?.endpoints.find(({ name }) => name === endpoint);
  const current =
    present?.config === null || present === undefined
      ? 'nothing yet'
      : 'the release it has now, which stays as fallback';
  if (deploy.data !== undefined) return <DeployProgress run={deploy.data.run} onClose={onClose} />;
  return (
    <div className="grid gap-4 px-6 pb-6">
      <p className="text-14">
        <b className="font-semibold">{`${model} v${next}`}</b>{' '}
        {strategy === 'sandbox' ? 'will answer on a sandbox endpoint, ' : 'will take all traffic of '}
        <b className="font-semibold">{endpoint}</b>
        {`; today it serves ${current}.`}
      </p>
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1 text-13 tabular-nums">
        <dt className="text-muted">{metricLabel(row.metric)}</dt>
        <dd>{formatFixed(row.value)}</dd>
        <dt className="text-muted">Inputs</dt>
        <dd>{`${row.candidate.manifest.signature.inputs.length} columns`}</dd>
        <dt className="text-muted">Trained on</dt>
        <dd>{`${row.candidate.manifest.trainedOn.rows.toLocaleString('en')} rows`}</dd>
      </dl>
      <Field label="Model" hint="The registered name; each deployment of it is a new release.">
        {(ids) => <Input {...ids} value={model} onChange={(event) => setModel(event.target.value)} />}
      </Field>
      <Field label="Endpoint" hint="The address that answers. Made if it is not there.">
        {(ids) => <Input {...ids} value={endpoint} onChange={(event) => setEndpoint(event.target.value)} />}
      </Field>
      <RadioGroup
        label="How"
        look="cards"
        value={strategy}
        onValueChange={(value) => setStrategy(value === 'direct' ? 'direct' : 'sandbox')}
        options={[
          { value: 'sandbox', label: 'Sandbox', hint: 'Answers its key holders; counts in no fleet figure.' },
          {
            value: 'direct',
            label: 'Direct',
            hint: 'All traffic of the endpoint at once; the release before stays as fallback.',
          },
        ]}
      />
      {deploy.isError ? (
        <Notice tone="danger">{`${reportOf(deploy.error).message} ${reportOf(deploy.error).next}`}</Notice>
      ) : null}
      <p className="text-12 text-muted">
        Checks run first: it loads, its golden rows give the batch answers, its answers come in time, its callers still
        fit, its metric holds. A failed check stops it.
      </p>
      <Button
        variant="primary"
        size="lg"
        loading={deploy.isPending}
        onClick={() => deploy.mutate({ project: slug, candidate: row.candidate.id, model, endpoint, strategy })}
      >
        {strategy === 'sandbox' ? `Deploy v${next} to the sandbox` : `Send all traffic to v${next}`}
      </Button>
    </div>
  );
}

function suggestName(target: string): string {
  return (
    target
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 60) || 'model'
  );
}
