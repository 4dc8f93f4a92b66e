import { headOfTopic, listRefusals, placeOfSource, readTopic, type Source, topicOfSource } from '@millrace/db';
import { environment } from '../../env';
import { database } from '../database';

const week = 7 * 24 * 3600_000;

/** Of a source of events: where they are sent, how many came, how many wait for their batch. Null for the other kinds. */
export async function eventsOfSource(source: Source) {
  const topic = topicOfSource(source);
  if (topic === null) return null;
  const key = { projectId: source.projectId, topic };
  const came = await headOfTopic(database(), key);
  const pushed = source.config.kind === 'push';
  const [[last], refused] = await Promise.all([
    readTopic(database(), { ...key, after: Math.max(0, came - 1), limit: 1 }),
    pushed ? listRefusals(database(), { sourceId: source.id, since: new Date(Date.now() - week) }) : [],
  ]);
  return {
    topic,
    address: pushed ? `${environment().publicScoringUrl}/sources/${source.id}/events` : null,
    came,
    waiting: Math.max(0, came - placeOfSource(source)),
    lastAt: last?.receivedAt ?? null,
    refused,
  };
}
