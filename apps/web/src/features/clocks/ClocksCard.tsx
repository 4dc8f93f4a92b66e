'use client';

import { type FormEvent, useState } from 'react';
import { formatDateTime } from '../../lib/format-date';
import { Button } from '../../ui/Button';
import { Card, CardBody, CardHeader } from '../../ui/Card';
import { ConfirmButton } from '../../ui/ConfirmButton';
import { Field } from '../../ui/Field';
import { Input } from '../../ui/Input';
import { Select } from '../../ui/Select';
import { Spinner } from '../../ui/Spinner';
import { Switch } from '../../ui/Switch';
import type { PendingClock } from './pending-clock';

const own = 'own';
const common = [
  { value: '*/5 * * * *', label: 'Every 5 minutes' },
  { value: '0 * * * *', label: 'Every hour' },
  { value: '0 6 * * *', label: 'Every day at 6:00' },
  { value: '0 6 * * 1-5', label: 'On weekdays at 6:00' },
  { value: '0 6 * * 1', label: 'Every Monday at 6:00' },
  { value: own, label: 'Cron of your own' },
];

export type ClockRow = { id: string; cron: string; timeZone: string; enabled: boolean; next: Date | null };

/** What can be done with clocks; null for whoever may not. */
export type ClockActions = {
  add(clock: { cron: string; timeZone: string }): void;
  adding: boolean;
  /** Why the clock was refused. */
  refused: string | null;
  turn(clock: { id: string; enabled: boolean }): void;
  remove(id: string): void;
  /** What is on its way to a clock. */
  pending(id: string): PendingClock | null;
};

type Words = {
  /** Where there is no clock. */
  none: string;
  /** What the removal of one changes. */
  removal: string;
};

type Props = { clocks: readonly ClockRow[]; actions: ClockActions | null; words: Words };

/** When something starts by itself. Missed times are made up for once; a run that is still going is waited for. */
export function ClocksCard({ clocks, actions, words }: Props) {
  return (
    <Card>
      <CardHeader title="Clocks" aside="Missed times are caught up once; one run at a time" />
      <CardBody>
        {clocks.length === 0 ? <p className="text-muted">{words.none}</p> : null}
        {clocks.map((clock) => (
          <Clock key={clock.id} clock={clock} actions={actions} removal={words.removal} />
        ))}
        {actions === null ? null : <NewClock actions={actions} />}
      </CardBody>
    </Card>
  );
}

function Clock({ clock, actions, removal }: { clock: ClockRow; actions: ClockActions | null; removal: string }) {
  const words = common.find(({ value }) => value === clock.cron)?.label;
  const pending = actions?.pending(clock.id) ?? null;
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
      <Switch
        checked={pending?.enabled ?? clock.enabled}
        disabled={actions === null}
        label={words ?? <code className="font-mono text-12">{clock.cron}</code>}
        aria-label={`Clock ${clock.cron}`}
        onCheckedChange={(enabled) => {
          // Not disabled meanwhile: that would take the keyboard away from it.
          if (pending === null) actions?.turn({ id: clock.id, enabled });
        }}
      />
      {pending?.enabled === undefined ? null : <Spinner />}
      <span className="text-12 text-muted">
        {clock.timeZone}
        {clock.next === null ? ', does not strike' : `, next ${formatDateTime(clock.next)}`}
      </span>
      {actions === null ? null : (
        <ConfirmButton
          size="sm"
          className="ml-auto"
          label="Remove"
          loading={pending !== null && pending.enabled === undefined}
          aria-label={`Remove clock ${clock.cron}`}
          title="Remove this clock?"
          description={removal}
          actionLabel="Remove clock"
          onConfirm={() => actions.remove(clock.id)}
        />
      )}
    </div>
  );
}

function NewClock({ actions }: { actions: ClockActions }) {
  const [choice, setChoice] = useState('0 6 * * *');
  const [cron, setCron] = useState('0 6 * * *');
  const [timeZone, setTimeZone] = useState(() => Intl.DateTimeFormat().resolvedOptions().timeZone);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    actions.add({ cron: choice === own ? cron : choice, timeZone });
  };
  return (
    <form onSubmit={submit} className="grid gap-3 sm:grid-cols-[1fr_1fr_auto] sm:items-end">
      <Field label="When">
        {(ids) => <Select {...ids} label="When" value={choice} options={common} onValueChange={setChoice} />}
      </Field>
      <Field label="Time zone">
        {(ids) => <Input {...ids} required value={timeZone} onChange={(event) => setTimeZone(event.target.value)} />}
      </Field>
      <Button type="submit" loading={actions.adding}>
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
      {actions.refused === null ? null : <p className="text-12 text-danger sm:col-span-3">{actions.refused}</p>}
    </form>
  );
}
