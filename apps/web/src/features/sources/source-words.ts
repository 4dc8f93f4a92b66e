import { type SourceConfig, type SourceKind, withReplayTimes } from '@millrace/pipeline-core/sources';
import type { Outputs } from '../../client/outputs';
import { formatDayTime, formatRelative } from '../../lib/format-date';
import { formatCount } from '../../lib/format-number';

export type ListedSource = Outputs['sources']['list']['sources'][number];
export type SourceDetail = Outputs['sources']['get'];

export const kindWords: Record<SourceKind, { title: string; hint: string }> = {
  url: { title: 'Address', hint: 'A file behind http or https, fetched by clock or by hand.' },
  folder: { title: 'Folder', hint: 'Each file that arrives in a folder lands once.' },
  s3: { title: 'S3 bucket', hint: 'New objects of a bucket, at Amazon or any server that speaks S3.' },
  postgres: { title: 'PostgreSQL', hint: 'A table or a query, all of it or what is new.' },
  push: { title: 'Pushed events', hint: 'Programs send events to an address; those with an id are kept once.' },
  topic: { title: 'Topic', hint: 'Events that programs publish on a topic of the project.' },
};

export type SourceState = { words: string; tone: 'neutral' | 'success' | 'warning' | 'danger' };

/** How a source is, in words: what is wrong comes before what is well. */
export function stateOf(
  source: Pick<ListedSource, 'paused' | 'problems' | 'run' | 'outcome' | 'held' | 'batch'>,
): SourceState {
  const { run, outcome, batch } = source;
  if (source.paused) return { words: 'Paused', tone: 'neutral' };
  if (source.problems.length > 0) return { words: source.problems[0]?.message ?? '', tone: 'danger' };
  if (run?.status === 'running') return { words: 'Reading now', tone: 'neutral' };
  if (run?.status === 'failed') return { words: 'The last run failed', tone: 'danger' };
  if (source.held > 0)
    return { words: `${formatCount(source.held, 'batch waits', 'batches wait')} in quarantine`, tone: 'warning' };
  if (outcome?.kind === 'quarantined')
    return {
      words: decidedWords({ outcome, batch }) ?? 'The batch that waited in quarantine is not there any more',
      tone: 'neutral',
    };
  if (run === null) return { words: 'Has not run yet', tone: 'neutral' };
  return { words: outcomeWords(outcome?.message ?? 'Ran'), tone: outcome?.kind === 'landed' ? 'success' : 'neutral' };
}

/** The same where what is wrong stands below, with its place: it is not said twice. */
export function headOf(source: Parameters<typeof stateOf>[0]): string {
  const { paused, problems } = source;
  return !paused && problems.length > 0 ? `${formatCount(problems.length, 'problem')} to mend` : stateOf(source).words;
}

/** What became of a run, in the words of the worker; when replayed events happened, in the zone of the reader. */
export function outcomeWords(message: string): string {
  return withReplayTimes(message, (time) => formatDayTime(time));
}

/** Whether a name is that of a dataset that is there, which gets a batch, or makes one. */
export function landsIn(name: string, datasets: readonly { name: string; batches: number }[] | undefined): string {
  const there = datasets?.find((dataset) => dataset.name === name.trim());
  if (there !== undefined)
    return `A dataset with ${formatCount(there.batches, 'batch', 'batches')}; what lands is the next.`;
  return name.trim() === ''
    ? 'One that is there, or the name of a new one.'
    : 'Made, since there is none of this name.';
}

/** How the sources of a project are together: how many of them a person has to look at. */
export function sourcesSentence(sources: readonly Parameters<typeof stateOf>[0][]): string {
  if (sources.length === 0) return 'No source brings data by itself yet.';
  const all = formatCount(sources.length, 'source');
  const wrong = sources.filter((source) => ['danger', 'warning'].includes(stateOf(source).tone)).length;
  return wrong === 0 ? `${all}, nothing to mend.` : `${wrong} of ${all} ${wrong === 1 ? 'needs' : 'need'} a person.`;
}

/** "in 5 minutes", or what starts it when no clock does. */
export function nextWords({ kind, next, paused }: Pick<ListedSource, 'kind' | 'next' | 'paused'>): string {
  if (paused) return 'paused';
  if (next !== null) return formatRelative(next);
  return kind === 'folder' ? 'when a file arrives' : 'by hand';
}

/** What makes an event that came before the same event. */
export function nameWords(config: SourceConfig, topic: string): string {
  if (config.kind !== 'push') return `on the topic ${topic}`;
  return config.idField === '' ? 'one that has no name is always new' : 'each is kept once';
}

/** What became of a run that put a batch in quarantine, once a person has decided; null while none has, or none had to. */
export function decidedWords(run: Pick<SourceDetail['runs'][number], 'outcome' | 'batch'>): string | null {
  const { outcome, batch } = run;
  if (outcome?.kind !== 'quarantined' || batch === null || batch.state === 'quarantined') return null;
  return `Batch ${batch.number} was in quarantine; a person has ${batch.state === 'ready' ? 'accepted' : 'rejected'} it`;
}

/** Whether a run waits for a person although it is through: its batch is in quarantine. */
export function waitsForPerson({ batch }: Pick<SourceDetail['runs'][number], 'batch'>): boolean {
  return batch?.state === 'quarantined';
}

/** What stands under the number of events that wait to land. */
export function waitingWords(
  detail: Parameters<typeof landingWords>[0] & {
    events: { came: number; waiting: number };
    held: readonly unknown[];
  },
): string {
  const { came, waiting } = detail.events;
  if (waiting > 0) return landingWords(detail);
  if (came === 0) return 'nothing came yet';
  const held = detail.held.length;
  return held === 0 ? 'all have landed' : `all are read, ${formatCount(held, 'batch', 'batches')} in quarantine`;
}

/** When events that wait will land. */
export function landingWords(detail: {
  source: Pick<SourceDetail['source'], 'paused'>;
  schedules: readonly Pick<SourceDetail['schedules'][number], 'enabled'>[];
}): string {
  if (detail.source.paused) return 'paused: they land when it is run by hand';
  return detail.schedules.some(({ enabled }) => enabled)
    ? 'they land when its clock strikes'
    : 'they land when it runs';
}
