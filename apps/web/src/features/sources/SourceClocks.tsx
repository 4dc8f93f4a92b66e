'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { reportOf } from '../../client/error-report';
import { shownInPlace } from '../../client/mutation-errors';
import { useTRPC } from '../../client/trpc';
import { formatDateTime } from '../../lib/format-date';
import { Button } from '../../ui/Button';
import { Card, CardBody, CardHeader } from '../../ui/Card';
import { ConfirmButton } from '../../ui/ConfirmButton';
import { Field } from '../../ui/Field';
import { Input } from '../../ui/Input';
import { Select } from '../../ui/Select';
import { Switch } from '../../ui/Switch';
import { useProject } from '../frame/project-context';
import type { SourceDetail } from './source-words';

const own = 'own';
const common = [
  { value: '*/5 * * * *', label: 'Every 5 minutes' },
  { value: '0 * * * *', label: 'Every hour' },
  { value: '0 6 * * *', label: 'Every day at 6:00' },
  { value: '0 6 * * 1-5', label: 'On weekdays at 6:00' },
  { value: '0 6 * * 1', label: 'Every Monday at 6:00' },
  { value: own, label: 'Cron of your own' },
];

/** When a source is read by itself. Missed times are made up for once; a run that is still going is waited for. */
export function SourceClocks({ detail }: { detail: SourceDetail }) {
  const { can } = useProject();
  return (
    <Card>
      <CardHeader title="Clocks" aside="Missed times are caught up once" />
      <CardBody>
        {detail.schedules.length === 0 ? <p className="text-muted">No clock: it runs by hand or by event.</p> : null}
        {detail.schedules.map((clock) => (
          <Clock key={clock.id} source={detail.source.id} clock={clock} />
        ))}
        {can('edit') ? <NewClock source={detail.source.id} /> : null}
      </CardBody>
    </Card>
  );
}

function useRefresh() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: trpc.sources.pathKey() });
}

function Clock({ source, clock }: { source: string; clock: SourceDetail['schedules'][number] }) {
  const { slug, can } = useProject();
  const trpc = useTRPC();
  const onSuccess = useRefresh();
  const turn = useMutation(trpc.sources.switchClock.mutationOptions({ onSuccess }));
  const remove = useMutation(trpc.sources.removeClock.mutationOptions({ onSuccess }));
  const words = common.find(({ value }) => value === clock.cron)?.label;
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
      <Switch
        checked={clock.enabled}
        disabled={!can('edit')}
        label={words ?? <code className="font-mono text-12">{clock.cron}</code>}
        aria-label={`Clock ${clock.cron}`}
        onCheckedChange={(enabled) => turn.mutate({ project: slug, source, id: clock.id, enabled })}
      />
      <span className="text-12 text-muted">
        {clock.timeZone}
        {clock.next === null ? ', does not strike' : `, next ${formatDateTime(clock.next)}`}
      </span>
      {can('edit') ? (
        <ConfirmButton
          size="sm"
          className="ml-auto"
          label="Remove"
          title="Remove this clock?"
          description="The source is no longer read at these times. What has landed stays."
          actionLabel="Remove clock"
          onConfirm={() => remove.mutate({ project: slug, source, id: clock.id })}
        />
      ) : null}
    </div>
  );
}

function NewClock({ source }: { source: string }) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const onSuccess = useRefresh();
  const [choice, setChoice] = useState('0 6 * * *');
  const [cron, setCron] = useState('0 6 * * *');
  const [timeZone, setTimeZone] = useState(() => Intl.DateTimeFormat().resolvedOptions().timeZone);
  const add = useMutation(trpc.sources.addClock.mutationOptions({ onSuccess, onError: shownInPlace }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate({ project: slug, source, cron: choice === own ? cron : choice, timeZone });
  };
  return (
    <form onSubmit={submit} className="grid gap-3 sm:grid-cols-[1fr_1fr_auto] sm:items-end">
      <Field label="When">
        {(ids) => <Select {...ids} label="When" value={choice} options={common} onValueChange={setChoice} />}
      </Field>
      <Field label="Time zone">
        {(ids) => <Input {...ids} required value={timeZone} onChange={(event) => setTimeZone(event.target.value)} />}
      </Field>
      <Button type="submit" loading={add.isPending}>
        Add clock
      </Button>
      {choice === own ? (
        <Field label="Cron" hint="Minute, hour, day of the month, month, day of the week." className="sm:col-span-3">
          {(ids) => (
            <Input
              {...ids}
              required
              inputClassName="font-mono"
              value={cron}
              onChange={(event) => setCron(event.target.value)}
            />
          )}
        </Field>
      ) : null}
      {add.isError ? <p className="text-12 text-danger sm:col-span-3">{reportOf(add.error).message}</p> : null}
    </form>
  );
}
