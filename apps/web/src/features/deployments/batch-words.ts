import type { Outputs } from '../../client/outputs';
import { formatCount, formatNumber } from '../../lib/format-number';
import type { StepDisplayState } from '../../ui/step-states';

export type ScoredBatch = Outputs['batches']['list']['items'][number];

export const batchDisplayState: Record<ScoredBatch['state'], StepDisplayState> = {
  waiting: 'queued',
  running: 'running',
  stopping: 'running',
  succeeded: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
};

export const isUnderWay = ({ state }: Pick<ScoredBatch, 'state'>) =>
  state === 'waiting' || state === 'running' || state === 'stopping';

/** Whether it ended without scores, so that one may want it again. */
export const endedInVain = ({ state }: Pick<ScoredBatch, 'state'>) => state === 'failed' || state === 'cancelled';

/** How far a batch is, or what became of it: what a person wants to know of it in one line. */
export function batchProgress({ state, rows, errors }: Pick<ScoredBatch, 'state' | 'rows' | 'errors'>): string {
  const all = formatCount(rows.total, 'row');
  switch (state) {
    case 'waiting':
      return `${all} ${rows.total === 1 ? 'waits' : 'wait'} for a worker`;
    case 'running':
      return `${formatNumber(rows.done)} of ${all}`;
    case 'stopping':
      return `Being cancelled after ${formatNumber(rows.done)} of ${all}`;
    case 'succeeded':
      return all;
    case 'failed': {
      const [error] = errors;
      return error === undefined ? 'It failed.' : `${error.message} ${error.next}`;
    }
    case 'cancelled':
      return `Cancelled after ${formatNumber(rows.done)} of ${all}`;
  }
}

/** Whether the webhook was called; null where there is none. */
export function webhookWords({ webhook }: Pick<ScoredBatch, 'webhook'>): string | null {
  if (webhook === null) return null;
  const last = webhook.tries.at(-1)?.error ?? null;
  switch (webhook.status) {
    case 'sent':
      return 'Webhook called';
    case 'failed':
      return `Webhook given up: ${last ?? 'it was not called'}`;
    case 'waiting':
      return last === null ? 'Webhook when it is over' : `Webhook will be tried again: ${last}`;
  }
}

export function scoresHref(o: { project: string; endpoint: string; id: string; format: string }): string {
  return `/api/scores?${new URLSearchParams(o)}`;
}
