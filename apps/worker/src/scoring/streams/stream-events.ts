import type { ScoreStream } from '@millrace/db';
import { type BusEvent, eventKey, type NewEvent } from '@millrace/pipeline-core/events';
import type { Json, JsonObject } from '@millrace/pipeline-core/json';
import { topicOfAnswer } from '@millrace/pipeline-core/scoring';
import { outputOf } from '../answering/output-of';
import type { ScoredRow } from '../answering/score-row';

/** An event on its way out. */
export type Outgoing = { topic: string; event: NewEvent };

type Made = { stream: ScoreStream; record: BusEvent; at: Date };

/** The answer to a record, with the record, on the topic that the rules name for it. */
export function answerEvent({ stream, record, at }: Made, row: ScoredRow): Outgoing {
  const { release } = row;
  const data: JsonObject = {
    ...outputOf(row),
    prediction_id: row.id,
    endpoint: stream.slug,
    release: release === null ? null : `${release.model}@${release.number}`,
    ...(row.reason === undefined ? {} : { rank: row.rank, reason: row.reason }),
    record: recordOf(record),
  };
  return {
    topic: topicOfAnswer(stream.rules, row.prediction),
    event: outgoing({ stream, record, at }, { type: 'millrace.record-scored.v1', data }),
  };
}

/** A record without an answer, with the reason, on the topic for those. */
export function refusalEvent({ stream, record, at }: Made, reason: string): Outgoing {
  const data = { reason, endpoint: stream.slug, record: recordOf(record) };
  return {
    topic: stream.rules.refused,
    event: outgoing({ stream, record, at }, { type: 'millrace.record-refused.v1', data }),
  };
}

/** Named after its record: the answer to a record is there once on a topic, however often it is given. */
function outgoing({ stream, record, at }: Made, o: { type: string; data: JsonObject }): NewEvent {
  return {
    id: eventKey(record),
    source: `/endpoints/${stream.slug}/streams/${stream.id}`,
    ...o,
    ...(record.subject === null ? {} : { subject: record.subject }),
    time: at,
    ...(record.traceparent === null ? {} : { traceparent: record.traceparent }),
  };
}

function recordOf({ topic, offset, id, source, time, data }: BusEvent): { [key: string]: Json } {
  return { topic, offset, id, source, time: time.toISOString(), data };
}
