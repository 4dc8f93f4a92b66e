import { PipelineError } from '@millrace/pipeline-core/errors';
import { type EventCursor, type ReplayRequest, timeInUtc } from '@millrace/pipeline-core/sources';
import type { Reading, ReadJob, ReadKind } from './read-job';

type EventKind = 'push' | 'topic';

/** Takes the events that the host has written down for this run. */
async function readEvents(job: ReadJob<EventKind>): Promise<Reading> {
  const { task, grant } = job;
  const { events: range, request, cursor } = task;
  if (range === undefined || grant.events === undefined) throw noEvents(job.title);
  const { path, count } = grant.events;
  const replay = request?.replay;
  const stays = { from: cursor, to: cursor };
  const to: EventCursor = { topic: range.topic, offset: range.upTo };
  const moves = { from: cursor, to };
  if (replay !== undefined) {
    if (count === 0) return nothing('No event that is kept happened in this time.', stays);
    job.log('info', `${events(count)} from ${timeInUtc(replay.from)} to ${timeInUtc(replay.to)}, again.`);
    return { path, facts: { fileName: replayName(replay), format: 'ndjson', cursor: stays, replay } };
  }
  if (range.upTo <= range.after) return nothing('No event came since the last landing.', stays);
  const places = `${range.after + 1} to ${range.upTo}`;
  if (count === 0) return nothing(`The events ${places} are not kept any more.`, moves);
  job.log('info', `${events(count)}, ${places} of the topic ${range.topic}.${range.more ? ' More follow.' : ''}`);
  const fileName = `events-${range.after + 1}-${range.upTo}.ndjson`;
  return { path, facts: { fileName, format: 'ndjson', cursor: moves, more: range.more } };
}

function nothing(nothingNew: string, cursor: Reading['facts']['cursor']): Reading {
  return { path: null, facts: { fileName: '', nothingNew, cursor } };
}

const events = (count: number): string => (count === 1 ? '1 event' : `${count.toLocaleString('en')} events`);

function replayName({ from, to }: ReplayRequest): string {
  const short = (time: string) => new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
  return `replay-${short(from)}-${short(to)}.ndjson`.replaceAll(':', '');
}

function noEvents(title: string): PipelineError {
  return new PipelineError({
    code: 'no-events',
    family: 'bug',
    place: title,
    seen: 'a run that was planned without its events',
    expected: 'a range of events',
    next: 'Run the source again; report this if it stays.',
  });
}

export const readPush: ReadKind<'push'> = {
  read: readEvents,
  test: async () => 'Its address takes events as soon as the source is made; the page of the source shows it.',
};

export const readTopic: ReadKind<'topic'> = {
  read: readEvents,
  test: async ({ config }) => `It will read the topic ${config.topic} from the first event that is kept.`,
};
