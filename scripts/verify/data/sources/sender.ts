import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { createRandom } from '@millrace/pipeline-core/seeded-random';

export type PushedEvent = { order: string; at: string; amount: number; place: string };

export type PushCount = {
  requests: number;
  /** Sent again because no answer came, or one that says "later". */
  unanswered: number;
  /** Sent again although the answer had come: as if it had been lost on the way. */
  repeated: number;
};

type Sending = {
  name: number;
  address: string;
  key: string;
  /** Where events go once a request with them was answered. */
  sent: PushedEvent[];
  count: PushCount;
  signal: AbortSignal;
};

const everyMs = 250;
const mostEvents = 20;
/** Now and then a sender gives up on an answer that is on its way. */
const impatientMs = 4;
const patientMs = 10_000;

/** A program with orders to tell of: sends them until told to stop, each request until it is answered. */
export async function startSender(o: Sending): Promise<void> {
  const random = createRandom(o.name);
  for (let round = 0; !o.signal.aborted; round += 1) {
    const events = Array.from({ length: 1 + random.int(mostEvents) }, (_, at) => eventOf(o.name, round, at));
    const request = requestOf(events, round, o.key);
    for (let tries = 0; !(await send(o, request, round % 7 === 0 && tries === 0)); tries += 1) await sleep(200);
    o.sent.push(...events);
    if (round % 11 === 0) o.count.repeated += (await send(o, request, false)) ? 1 : 0;
    await sleep(everyMs, undefined, { signal: o.signal }).catch(() => undefined);
  }
}

function eventOf(name: number, round: number, at: number): PushedEvent {
  const order = `${name}-${round}-${at}`;
  return { order, at: new Date().toISOString(), amount: ((round * 31 + at) % 983) + 0.5, place: `place ${at % 6}` };
}

type Request = { body: Uint8Array<ArrayBuffer>; headers: Record<string, string> };

/** NDJSON, a list, or NDJSON packed: all that programs send. */
function requestOf(events: readonly PushedEvent[], round: number, key: string): Request {
  const ndjson = `${events.map((event) => JSON.stringify(event)).join('\n')}\n`;
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/x-ndjson' };
  const text = (value: string) => new Uint8Array(Buffer.from(value));
  switch (round % 3) {
    case 0:
      return { body: text(ndjson), headers };
    case 1:
      return { body: text(JSON.stringify(events)), headers: { ...headers, 'content-type': 'application/json' } };
    default:
      return { body: new Uint8Array(gzipSync(ndjson)), headers: { ...headers, 'content-encoding': 'gzip' } };
  }
}

/** Whether the request was answered with "stored". @throws on a refusal, which no repetition mends */
async function send(o: Sending, { body, headers }: Request, impatient: boolean): Promise<boolean> {
  o.count.requests += 1;
  const signal = AbortSignal.timeout(impatient ? impatientMs : patientMs);
  const answer = await fetch(o.address, { method: 'POST', headers, body, signal }).catch(() => null); // no answer: again
  const text = await answer?.text().catch(() => null);
  if (answer?.status === 202 && typeof text === 'string') return true;
  if (answer !== null && answer.status < 500) throw new Error(`pushing answered ${answer.status}: ${text}`);
  o.count.unanswered += 1;
  return false;
}
