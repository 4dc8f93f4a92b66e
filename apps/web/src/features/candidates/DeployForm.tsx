'use client';

import { metricLabel } from '@millrace/pipeline-core/metrics';
import { percentText } from '@millrace/pipeline-core/percent';
import { isReleaseName, releaseNameAdvice } from '@millrace/pipeline-core/release';
import { useId } from 'react';
import { reportOf } from '../../client/error-report';
import { formatFixed, formatNumber } from '../../lib/format-number';
import { Button } from '../../ui/Button';
import { Field } from '../../ui/Field';
import { FormActions } from '../../ui/FormActions';
import { Input } from '../../ui/Input';
import { Notice } from '../../ui/Notice';
import { DeployProgress, type DeployStatus } from '../deployments/DeployProgress';
import { ReasonField } from '../deployments/ReasonField';
import { TypedName } from '../deployments/TypedName';
import { CanaryFields } from './CanaryFields';
import { type CandidateRow, decidingRows } from './candidate-row';
import { DeployGates } from './DeployGates';
import { effectOf, firstPercent, type KnownEndpoint, waitsFor } from './deploy-plan';
import { SheetNotices } from './SheetNotices';
import { StrategyChoice } from './StrategyChoice';
import { type DeployFormState, useDeployForm } from './use-deploy-form';

type DeployFormProps = {
  row: CandidateRow;
  endpoints: readonly KnownEndpoint[];
  proposed: { model: string; endpoint: string };
  /** Where it stands, once it is sent. */
  onStatus: (status: DeployStatus) => void;
  onClose: () => void;
};

/** Where to and how; the strategy offered, the sentence and the button follow from what the endpoint is. */
export function DeployForm({ row, endpoints, proposed, onStatus, onClose }: DeployFormProps) {
  const form = useDeployForm({ row, endpoints, proposed });
  const id = useId();
  if (form.deploy.data !== undefined)
    return <DeployProgress run={form.deploy.data.run} onStatus={onStatus} onClose={onClose} />;
  const { endpoint, present, strategy, preview, shadow } = form;
  const release = preview.data?.release;
  const stays = preview.data?.serves === release?.name ? null : (preview.data?.serves ?? null);
  const wait = waitsFor(form);
  const effect = effectOf({ name: endpoint, present, serves: stays, strategy, shadow });
  return (
    <form
      id={id}
      className="grid gap-4 pb-6"
      onSubmit={(event) => {
        event.preventDefault();
        if (form.ready) form.send();
      }}
    >
      <p className="text-14" data-testid="deploy-effect">
        {form.named ? (
          <>
            <b className="font-semibold">{release?.name ?? form.model}</b>
            {effectWords(form, effect)}
          </>
        ) : (
          'Name a model and an endpoint to see what will happen.'
        )}
      </p>
      <SheetNotices form={form} />
      <CandidateFacts row={row} />
      <NameFields form={form} />
      <StrategyChoice form={form} />
      {strategy === 'canary' ? <CanaryFields form={form} /> : null}
      {form.needsReason && !form.overrides ? (
        <ReasonField label="Why all traffic at once" value={form.reason} onChange={form.setReason} />
      ) : null}
      <DeployGates form={form} />
      {form.overrides ? (
        <>
          <ReasonField label="Why deploy it all the same" value={form.reason} onChange={form.setReason} />
          <TypedName endpoint={endpoint} value={form.typed} onChange={form.setTyped} />
        </>
      ) : null}
      <FormActions note={<SendNote form={form} wait={wait} />}>
        <Button
          type="submit"
          form={id}
          variant={form.overrides ? 'danger' : 'primary'}
          size="lg"
          loading={form.deploy.isPending}
          disabled={!form.ready}
        >
          {buttonText(form, release === undefined ? 'it' : `v${release.number}`)}
        </Button>
      </FormActions>
    </form>
  );
}

/** What it will do, or would, were nothing in the way. */
function effectWords({ changesNothing, inTheWay }: DeployFormState, effect: string): string {
  if (changesNothing) return ' is deployed.';
  return inTheWay === null ? ` will ${effect}` : ' cannot be deployed here now.';
}

/** Over the button: what it waits for, or why it was refused. What is in the way by now is said at the top. */
function SendNote({ form, wait }: { form: DeployFormState; wait: string | null }) {
  const { deploy, inTheWay } = form;
  return (
    <>
      {deploy.isError && inTheWay === null ? (
        <Notice tone="danger">{`${reportOf(deploy.error).message} ${reportOf(deploy.error).next}`}</Notice>
      ) : null}
      {wait === null ? null : (
        <p className="text-right text-12 text-muted" data-testid="deploy-waits-for">
          {wait}
        </p>
      )}
    </>
  );
}

function buttonText({ strategy, overrides, shadow }: DeployFormState, version: string): string {
  const actions = {
    sandbox: `Deploy ${version} to the sandbox`,
    canary: shadow.first ? `Send copies to ${version}` : `Send ${percentText(firstPercent)} to ${version}`,
    direct: `Send all traffic to ${version}`,
  };
  const action = actions[strategy];
  return overrides ? `Override and ${action.charAt(0).toLowerCase()}${action.slice(1)}` : action;
}

function CandidateFacts({ row }: { row: CandidateRow }) {
  const { signature, trainedOn } = row.candidate.manifest;
  const evaluation = row.candidate.evaluations[0]?.result;
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1 text-13 tabular-nums">
      <dt className="text-muted">{`${metricLabel(row.metric)} on ${decidingRows(row)}`}</dt>
      <dd>{formatFixed(row.value)}</dd>
      {row.beside === null ? null : (
        <>
          <dt className="text-muted">{`${metricLabel(row.metric)} on ${row.beside.part} rows`}</dt>
          <dd>{formatFixed(row.beside.value)}</dd>
        </>
      )}
      {evaluation?.threshold === undefined ? null : (
        <>
          <dt className="text-muted">{`Says ${evaluation.positive ?? 'yes'}`}</dt>
          <dd>{`from a probability of ${formatNumber(evaluation.threshold, 3)} on${evaluation.thresholdCost === undefined ? '' : ', chosen by what errors cost'}`}</dd>
        </>
      )}
      <dt className="text-muted">Inputs</dt>
      <dd>{`${signature.inputs.length} columns`}</dd>
      <dt className="text-muted">Trained on</dt>
      <dd>{`${trainedOn.rows.toLocaleString('en')} rows`}</dd>
    </dl>
  );
}

function NameFields({ form }: { form: DeployFormState }) {
  const problem = (name: string) => (isReleaseName(name) ? undefined : releaseNameAdvice);
  return (
    <>
      <Field
        label="Model"
        hint="The registered name; each new model under it is the next release."
        error={problem(form.model)}
      >
        {(ids) => <Input {...ids} value={form.model} onChange={(event) => form.setModel(event.target.value)} />}
      </Field>
      <Field label="Endpoint" hint="The address that answers. Made if it is not there." error={problem(form.endpoint)}>
        {(ids) => <Input {...ids} value={form.endpoint} onChange={(event) => form.setEndpoint(event.target.value)} />}
      </Field>
    </>
  );
}
