'use client';

import { formatCount } from '../../../lib/format-number';
import { Combobox } from '../../../ui/Combobox';
import { batchName } from '../../drawing/batch-name';
import { useBatches } from '../../sync/use-reference-lists';
import type { FieldProps } from '../field-props';

/** The latest batch, several as one table, or one for good. */
export function BatchField({ step, field, value, set, ids }: FieldProps) {
  const dataset = typeof step.params.dataset === 'string' ? step.params.dataset : '';
  const batches = useBatches(dataset).data?.batches ?? [];
  const ready = batches.filter(({ state, replay }) => state === 'ready' && replay === null);
  const rows = ready.reduce((sum, batch) => sum + batch.rows, 0);
  const choose = (next: string) => {
    set(field.name, next, false);
    // A time to start with, which the field below then shows.
    if (next === 'since' && (step.params.since ?? '') === '') set('since', weekAgo(), false);
  };
  return (
    <Combobox
      {...ids}
      label={field.title}
      value={typeof value === 'string' ? value : ''}
      options={[
        { value: 'latest', label: 'The latest when it runs' },
        {
          value: 'all',
          label: 'All when it runs, as one table',
          aside: ready.length === 0 ? undefined : formatCount(rows, 'row'),
        },
        { value: 'since', label: 'All since a time, as one table' },
        ...batches.map((batch) => ({
          value: batch.id,
          label: batchName(batch),
          aside: formatCount(batch.rows, 'row'),
          keywords: [batch.fileName],
        })),
      ]}
      onValueChange={choose}
    />
  );
}

const weekMs = 7 * 24 * 3600_000;

function weekAgo(): string {
  const time = new Date(Date.now() - weekMs);
  time.setHours(0, 0, 0, 0);
  return time.toISOString();
}
