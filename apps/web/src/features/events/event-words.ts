import { type BusEvent, type BusPayload, busTopics } from '@millrace/pipeline-core/events';
import { metricLabel } from '@millrace/pipeline-core/metrics';
import { z } from 'zod';
import { formatCount, formatFixed } from '../../lib/format-number';

type Event = Pick<BusEvent, 'topic' | 'subject' | 'data' | 'type'>;

/** What happened, in a few words. Topics of other programs are told by the type of their event. */
export function eventSentence(event: Event): string {
  switch (event.topic) {
    case 'raw-data-extracted': {
      const data = busTopics['raw-data-extracted'].safeParse(event.data).data;
      return data === undefined ? event.type : `Batch ${data.number} landed with ${formatCount(data.rows, 'row')}`;
    }
    case 'run-finished': {
      const data = busTopics['run-finished'].safeParse(event.data).data;
      return data === undefined ? event.type : `A run ${data.status}`;
    }
    case 'features-generated': {
      const data = busTopics['features-generated'].safeParse(event.data).data;
      return data === undefined ? event.type : `${data.name} has new values for ${formatCount(data.rows, 'row')}`;
    }
    case 'model-ready': {
      const data = busTopics['model-ready'].safeParse(event.data).data;
      return data === undefined ? event.type : readyWords(data);
    }
    case 'scoring-completed': {
      const data = busTopics['scoring-completed'].safeParse(event.data).data;
      return data === undefined ? event.type : `${formatCount(data.rows, 'row')} scored by ${data.model}`;
    }
    case 'source-data-available':
      return 'A producer says that its data are ready';
    default:
      return recordWords(event) ?? sampleWords(event) ?? event.type;
  }
}

const recordSchema = z.object({
  prediction: z.union([z.string(), z.number()]).nullish(),
  release: z.string().nullish(),
  reason: z.string().optional(),
  endpoint: z.string(),
});

/** What became of a record that an endpoint read from a topic; null for other events. */
function recordWords({ type, data }: Event): string | null {
  const record = recordSchema.safeParse(data).data;
  if (record === undefined) return null;
  if (type === 'millrace.record-scored.v1')
    return `${record.endpoint} says ${record.prediction ?? 'nothing'}${record.release ? `, by ${record.release}` : ''}`;
  return type === 'millrace.record-refused.v1' ? `${record.endpoint} refused a record: ${record.reason ?? ''}` : null;
}

/** A held-out row that somebody sent to a topic to try it; null for other events. */
function sampleWords({ type }: Event): string | null {
  return type === 'millrace.sample.v1' ? 'A test row was sent' : null;
}

/** Which model was found best, and how sure that is. */
function readyWords({ title, metric, value, tied }: BusPayload<'model-ready'>): string {
  const figure = value === null ? '' : ` at ${metricLabel(metric)} ${formatFixed(value)}`;
  const others = tied === 0 ? '' : `; ${tied === 1 ? 'another' : `${tied} others`} may be just as good`;
  return `${title} is ready: the best of its run${figure}${others}`;
}

const places: Record<string, { path: string; label: string }> = {
  datasets: { path: 'data', label: 'Dataset' },
  pipelines: { path: 'pipelines', label: 'Pipeline' },
  runs: { path: 'runs', label: 'Run' },
};

/** What made an event that is about nothing with a page: "/endpoints/shop.churn/streams/7" is the endpoint churn. */
export function sourceWords({ subject, source }: Pick<BusEvent, 'subject' | 'source'>): string {
  const told = subject ?? source;
  const [, endpoint] = /^\/endpoints\/(?:[^/.]+\.)?([^/]+)/.exec(told) ?? [];
  if (endpoint !== undefined) return `Endpoint ${endpoint}`;
  return told.length > longestSource ? `${told.slice(0, longestSource - 1)}…` : told;
}

const longestSource = 40;

/** The page of what an event is about, by the name the event gives it or by its kind; null when there is none. */
export function subjectHref(slug: string, event: Event): { href: string; label: string; named?: true } | null {
  const ready = event.topic === 'model-ready' ? busTopics['model-ready'].safeParse(event.data).data : undefined;
  if (ready !== undefined)
    return { href: `/p/${slug}/models/candidates/${ready.candidate}`, label: ready.title, named: true };
  const [kind = '', id] = event.subject?.split('/') ?? [];
  const place = Object.hasOwn(places, kind) ? places[kind] : undefined;
  if (place === undefined || id === undefined) return null;
  return { href: `/p/${slug}/${place.path}/${id}`, label: place.label };
}
