import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';
import { type Answer, type KeepAliveConnection, openKeepAlive } from './keep-alive-connection';
import { KeptAnswers } from './kept-answers';
import type { loadRequestSchema } from './load-shapes';

export type Failure = { failure: string; words: string };
export type Sent = { answers: KeptAnswers; failures: Failure[] };

/** Nobody waits longer for an answer: the server itself gives up before. */
const patienceMs = 40_000;

/** Sends each request when it is due, over so many connections; where all wait, it waits for the first that is free. */
export async function sendAtRate(load: z.output<typeof loadRequestSchema>): Promise<Sent> {
  const wanted = Math.round(load.perSecond * load.seconds);
  const begun = performance.now();
  const lanes = openLanes(load, { wanted, dueAt: (nth) => begun + (nth * 1000) / load.perSecond });
  let due = 0;
  while (due < wanted || lanes.busy() > 0) {
    due = Math.min(wanted, Math.floor(((performance.now() - begun) / 1000) * load.perSecond) + 1);
    lanes.sendUpTo(due);
    lanes.giveUpBefore(performance.now() - patienceMs);
    await sleep(1);
  }
  lanes.close();
  return lanes.sent;
}

/** One connection at a time, and the request that waits for its answer there. */
type Lane = { connection: KeepAliveConnection | null; nth: number | null; sentAt: number };

function openLanes(
  load: z.output<typeof loadRequestSchema>,
  { wanted, dueAt }: { wanted: number; dueAt: (nth: number) => number },
) {
  const sent: Sent = { answers: new KeptAnswers(wanted), failures: [] };
  const request = requestBytes(load);
  const { protocol, hostname: host, port } = new URL(load.url);
  if (protocol !== 'http:') throw new Error(`${load.url}: loads go over http alone`);
  const free: Lane[] = Array.from({ length: load.connections }, () => ({ connection: null, nth: null, sentAt: 0 }));
  const busy = new Set<Lane>();
  let next = 0;
  let until = 0;

  const fail = (failure: string, words: string) => sent.failures.push({ failure, words });

  function sendNext(): void {
    while (next < until) {
      const lane = free.shift();
      if (lane === undefined) return;
      lane.nth = next;
      lane.sentAt = performance.now();
      next += 1;
      busy.add(lane);
      lane.connection ??= connect(lane);
      lane.connection.ask(request);
    }
  }

  function release(lane: Lane): void {
    lane.nth = null;
    busy.delete(lane);
    free.push(lane);
    sendNext();
  }

  function connect(lane: Lane): KeepAliveConnection {
    return openKeepAlive({
      host,
      port: Number(port || 80),
      onAnswer: ({ status, bytes, headLength, last }: Answer) => {
        if (last) lane.connection = null;
        if (lane.nth === null) return;
        if (status === 200) sent.answers.keep(bytes, { headLength, ms: performance.now() - dueAt(lane.nth) });
        else fail(String(status), bytes.toString('utf8', headLength, headLength + 400));
        release(lane);
      },
      onEnd: (failure, words) => {
        lane.connection = null;
        if (lane.nth === null) return; // the server closes idle connections
        fail(failure, words);
        release(lane);
      },
    });
  }

  return {
    sent,
    busy: () => busy.size,
    sendUpTo(count: number): void {
      until = count;
      sendNext();
    },
    /** What was sent before that moment, and has no answer. */
    giveUpBefore(moment: number): void {
      for (const lane of [...busy]) {
        if (lane.sentAt > moment) continue;
        lane.connection?.close();
        lane.connection = null;
        fail('ETIMEDOUT', `no answer within ${patienceMs} ms`);
        release(lane);
      }
    },
    close(): void {
      for (const { connection } of free) connection?.close();
    },
  };
}

function requestBytes({ url, key, body }: z.output<typeof loadRequestSchema>): Buffer {
  const { pathname, search, host } = new URL(url);
  const head = [
    `POST ${pathname}${search} HTTP/1.1`,
    `host: ${host}`,
    `authorization: Bearer ${key}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: keep-alive',
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
}
