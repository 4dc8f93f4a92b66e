import { isUtf8 } from 'node:buffer';
import { createHash, randomUUID } from 'node:crypto';
import { isStorableJson } from '@millrace/db/protocol';
import type { NewEvent } from '@millrace/pipeline-core/events';
import { type JsonObject, jsonSchema } from '@millrace/pipeline-core/json';
import { err, ok, type Result } from '@millrace/pipeline-core/result';
import { z } from 'zod';
import { isObject } from '../protocols/native-request';
import { parseStrictJson } from '../server/strict-json';

export type PushProblem = { code: string; message: string };

/** How the events of a stream name themselves and say when they happened. */
export type StreamFields = { idField?: string; timeField?: string };

export type PushRequest = {
  body: Buffer;
  /** Media type without parameters, lower case. */
  type: string;
  /** Of the request: the same key with the same body is the same events. Another body under it is other events. */
  idempotencyKey?: string;
  source: string;
  fields: StreamFields;
  now: Date;
};

/** Events one request may hold. */
export const pushLimit = 10_000;
const maxDepth = 32;
/** Longest id in bytes: it is part of an index. */
const longestId = 1024;
/** Times that the database can keep. */
const [firstTime, lastTime] = [Date.parse('0001-01-01T00:00:00Z'), Date.parse('9999-12-31T23:59:59.999Z')];

const shortText = z
  .string()
  .min(1)
  .refine((text) => Buffer.byteLength(text) <= longestId, `is longer than ${longestId} bytes`);

const cloudEventSchema = z.object({
  specversion: z.literal('1.0'),
  id: shortText,
  source: shortText,
  type: shortText,
  subject: shortText.optional(),
  time: z.iso.datetime({ offset: true }).optional(),
  data: jsonSchema,
});

const readers: Record<string, (request: PushRequest) => Result<NewEvent[], PushProblem>> = {
  'application/json': (request) => readPlain(request, jsonItems),
  'application/x-ndjson': (request) => readPlain(request, ndjsonItems),
  'application/jsonl': (request) => readPlain(request, ndjsonItems),
  'application/cloudevents+json': (request) => readCloudEvents(request),
  'application/cloudevents-batch+json': (request) => readCloudEvents(request),
};

/**
 * Events of a request, or what is wrong with it. All or nothing: a request with one bad line stores none of its events,
 * so that who repeats it doubles nothing and misses nothing.
 */
export function readPushedEvents(request: PushRequest): Result<NewEvent[], PushProblem> {
  const reader = Object.hasOwn(readers, request.type) ? readers[request.type] : undefined;
  if (reader === undefined) {
    const known = Object.keys(readers).join(', ');
    return problem('wrong-type', `The content type is ${request.type || 'missing'}: send one of ${known}.`);
  }
  if (!isUtf8(request.body)) return problem('not-utf8', 'The body is not UTF-8 text.');
  const events = reader(request);
  if (!events.ok) return events;
  if (mayBeUnstorable(request.body) && !isStorableJson(JSON.stringify(events.value))) {
    return problem('bad-character', 'A text holds the character U+0000 or half of a pair (U+D800 to U+DFFF).');
  }
  if (events.value.length === 0) return problem('empty', 'The request holds no event.');
  if (events.value.length > pushLimit) {
    return problem('too-many', `${events.value.length} events in one request; send at most ${pushLimit}.`);
  }
  return events;
}

/** Only an escape can bring in what UTF-8 has not: most bodies need no closer look. */
function mayBeUnstorable(body: Buffer): boolean {
  return body.includes('\\u') && /\\u(0000|d[89a-f])/i.test(body.toString('latin1'));
}

type Item = { value: unknown; place: string };

function readPlain(
  request: PushRequest,
  items: (text: string) => Result<Item[], PushProblem>,
): Result<NewEvent[], PushProblem> {
  const found = items(request.body.toString('utf8'));
  if (!found.ok) return found;
  const events: NewEvent[] = [];
  const prefix = request.idempotencyKey === undefined ? null : hashRequest(request.idempotencyKey, request.body);
  for (const { value, place } of found.value) {
    if (!isObject(value)) return problem('wrong-shape', `${place} is not an object of field names and values.`);
    const event = toEvent(value, { request, place, fallbackId: prefix === null ? null : `${prefix}-${events.length}` });
    if (!event.ok) return event;
    events.push(event.value);
  }
  return ok(events);
}

function jsonItems(text: string): Result<Item[], PushProblem> {
  const parsed = parseStrictJson(text, { maxDepth });
  if (!parsed.ok) return parsed;
  const { value } = parsed;
  return ok(
    Array.isArray(value)
      ? value.map((one, at) => ({ value: one, place: `Event ${at + 1}` }))
      : [{ value, place: 'The body' }],
  );
}

function ndjsonItems(text: string): Result<Item[], PushProblem> {
  const items: Item[] = [];
  for (const [at, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const parsed = parseStrictJson(line, { maxDepth });
    if (!parsed.ok) return problem(parsed.error.code, `Line ${at + 1}: ${parsed.error.message}`);
    items.push({ value: parsed.value, place: `Line ${at + 1}` });
  }
  return ok(items);
}

function toEvent(
  data: JsonObject,
  { request, place, fallbackId }: { request: PushRequest; place: string; fallbackId: string | null },
): Result<NewEvent, PushProblem> {
  const { source, fields, now } = request;
  const id = idOf(data, { fields, place });
  if (!id.ok) return id;
  const time = timeOf(data, { fields, place, now });
  if (!time.ok) return time;
  return ok({ id: id.value ?? fallbackId ?? randomUUID(), source, type: 'millrace.pushed.v1', time: time.value, data });
}

function hashRequest(key: string, body: Buffer): string {
  return createHash('sha256').update(`${key}\n`).update(body).digest('hex').slice(0, 32);
}

function idOf(data: JsonObject, o: { fields: StreamFields; place: string }): Result<string | null, PushProblem> {
  const { idField } = o.fields;
  if (idField === undefined) return ok(null);
  const value = data[idField];
  if ((typeof value === 'string' && value !== '') || typeof value === 'number') {
    const id = String(value);
    return Buffer.byteLength(id) <= longestId
      ? ok(id)
      : problem('long-id', `${o.place}: ${idField} is longer than ${longestId} bytes.`);
  }
  return problem('no-id', `${o.place} has no ${idField}, by which the events of this source are told apart.`);
}

function timeOf(data: JsonObject, o: { fields: StreamFields; place: string; now: Date }): Result<Date, PushProblem> {
  const { timeField } = o.fields;
  if (timeField === undefined) return ok(o.now);
  const value = data[timeField];
  const time = z.iso.datetime({ offset: true }).safeParse(value);
  if (time.success && isKeptTime(new Date(time.data))) return ok(new Date(time.data));
  const seen = JSON.stringify(value ?? null).slice(0, 60);
  return problem('no-time', `${o.place}: ${timeField} is ${seen}, not a time such as 2026-11-01T10:00:00Z.`);
}

function isKeptTime(time: Date): boolean {
  return time.getTime() >= firstTime && time.getTime() <= lastTime;
}

function readCloudEvents({ body, type, now }: PushRequest): Result<NewEvent[], PushProblem> {
  const parsed = parseStrictJson(body.toString('utf8'), { maxDepth });
  if (!parsed.ok) return parsed;
  const batch = type === 'application/cloudevents-batch+json';
  if (batch !== Array.isArray(parsed.value)) {
    return problem('wrong-shape', batch ? 'A batch is a list of events.' : 'The body is not one event.');
  }
  const events: NewEvent[] = [];
  for (const value of Array.isArray(parsed.value) ? parsed.value : [parsed.value]) {
    const event = cloudEventSchema.safeParse(value);
    if (!event.success) {
      const [issue] = event.error.issues;
      return problem(
        'wrong-shape',
        `Event ${events.length + 1}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
      );
    }
    const { specversion: _version, time, subject, ...rest } = event.data;
    const when = time === undefined ? now : new Date(time);
    if (!isKeptTime(when))
      return problem('no-time', `Event ${events.length + 1}: time is outside of the years 1 to 9999.`);
    events.push({ ...rest, ...(subject === undefined ? {} : { subject }), time: when });
  }
  return ok(events);
}

function problem(code: string, message: string): Result<never, PushProblem> {
  return err({ code, message });
}
