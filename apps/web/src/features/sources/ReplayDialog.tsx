'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { reportOf } from '../../client/error-report';
import { shownInPlace } from '../../client/mutation-errors';
import { useTRPC } from '../../client/trpc';
import { formatDayTime } from '../../lib/format-date';
import { formatCount } from '../../lib/format-number';
import { toLocalInput } from '../../lib/local-time';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Field } from '../../ui/Field';
import { Input } from '../../ui/Input';
import { Notice } from '../../ui/Notice';
import { useProject } from '../frame/project-context';

const dayMs = 24 * 3600_000;
const noTime = 'Choose a beginning that comes before the end.';

/** Asks for a time and says how many events are in it before they land again. */
export function ReplayDialog(props: { source: string; name: string; onClose: () => void }) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [from, setFrom] = useState(() => toLocalInput(new Date(Date.now() - dayMs)));
  const [to, setTo] = useState(() => toLocalInput(new Date(Date.now() + 60_000)));
  const time = readTime(from, to);
  const input = { project: slug, id: props.source, time: time ?? { from: '', to: '' } };
  const count = useQuery(trpc.sources.countReplay.queryOptions(input, { enabled: time !== null, retry: false }));
  const replay = useMutation(
    trpc.sources.replay.mutationOptions({
      onSuccess: () => {
        props.onClose();
        return queries.invalidateQueries({ queryKey: trpc.sources.pathKey() });
      },
      onError: shownInPlace,
    }),
  );
  const events = time === null ? null : (count.data?.events ?? null);
  const uncounted = time !== null && count.isError;
  const fits = events !== null && events > 0 && events <= (count.data?.most ?? 0);
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : props.onClose())}
      title={`Land events of ${props.name} again`}
      description={`By the time they happened, in your time zone (${zone()}). The end itself is not part of it.`}
      footer={
        <>
          <Button onClick={props.onClose}>Cancel</Button>
          <Button
            variant="primary"
            disabled={!fits}
            loading={replay.isPending}
            onClick={() => (time === null ? undefined : replay.mutate({ project: slug, id: props.source, time }))}
          >
            {fits ? `Land ${formatCount(events, 'event')} again` : 'Land again'}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <div className="grid gap-3 sm:grid-cols-2">
          <TimeField label="From" value={from} onChange={setFrom} />
          <TimeField label="To" value={to} onChange={setTo} />
        </div>
        <p aria-live="polite" className="text-muted">
          {uncounted ? '' : time === null ? noTime : wordsFor({ events, most: count.data?.most ?? 0, time })}
        </p>
        {uncounted ? <Notice tone="danger">{reportOf(count.error).message}</Notice> : null}
        {replay.isError ? <Notice tone="danger">{reportOf(replay.error).message}</Notice> : null}
      </div>
    </Dialog>
  );
}

function TimeField(props: { label: string; value: string; onChange: (value: string) => void }) {
  return (
    <Field label={props.label}>
      {(ids) => (
        <Input
          {...ids}
          type="datetime-local"
          value={props.value}
          onChange={(event) => props.onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

type Span = { from: string; to: string };

function wordsFor({ events, most, time }: { events: number | null; most: number; time: Span }): string {
  if (events === null) return 'Counting…';
  const when = `from ${formatDayTime(time.from)} to ${formatDayTime(time.to)}`;
  if (events === 0) return `No landed event that is kept happened ${when}.`;
  if (events > most)
    return `More than ${formatCount(most, 'event')} happened ${when}, more than one replay lands: choose a shorter time.`;
  const they = events === 1 ? 'It lands' : 'They land';
  return `${formatCount(events, 'event')} happened ${when}. ${they} as one batch, marked as a replay; where the source stands does not change.`;
}

const zone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

function readTime(from: string, to: string): Span | null {
  const [start, end] = [Date.parse(from), Date.parse(to)];
  if (Number.isNaN(start) || Number.isNaN(end) || start >= end) return null;
  return { from: new Date(start).toISOString(), to: new Date(end).toISOString() };
}
