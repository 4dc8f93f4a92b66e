import { createHmac } from 'node:crypto';
import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import type { Json } from '@millrace/pipeline-core/json';
import { isPrivateAddress, publicLookup } from '../outside/public-address';
import { RetryLater } from '../queue/to-queue-error';

export type DeliveryRow = { id: string; kind: string; target: string; payload: Json };

export type DeliveryAnswer = { kind: 'sent' } | { kind: 'gone'; message: string };

export type SendOptions = {
  delivery: DeliveryRow;
  /** Signs the body as Standard Webhooks does; null sends it unsigned. */
  secret: Buffer | null;
  /** True only where an operator allowed it: deliveries to private, loopback and link-local addresses. */
  allowPrivate: boolean;
  now: () => number;
  signal: AbortSignal;
};

/**
 * Sends one delivery: a POST whose body and headers satisfy CloudEvents (structured) and Standard Webhooks. Redirects
 * are not followed, 410 ends it for good, 429 and 503 say when to come back. Throws what is worth another try.
 */
export async function sendDelivery(options: SendOptions): Promise<DeliveryAnswer> {
  const { delivery } = options;
  const refused = options.allowPrivate ? null : refusePrivate(new URL(delivery.target));
  if (refused !== null) return { kind: 'gone', message: refused };
  const body = JSON.stringify(delivery.payload);
  const headers: Record<string, string> = {
    'content-type': 'application/cloudevents+json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    'user-agent': 'millrace',
    ...signature({ id: delivery.id, body, secret: options.secret, seconds: Math.floor(options.now() / 1000) }),
  };
  const answer = await post({
    url: new URL(delivery.target),
    body,
    headers,
    allowPrivate: options.allowPrivate,
    signal: options.signal,
  });
  if (answer.status >= 200 && answer.status < 300) return { kind: 'sent' };
  if (answer.status === 410) return { kind: 'gone', message: 'the receiver answered 410: it wants no more' };
  const wait =
    (answer.status === 429 || answer.status === 503) && answer.retryAfter !== undefined
      ? retryAfterMs(answer.retryAfter, options.now())
      : null;
  if (wait !== null) throw new RetryLater(`the receiver answered ${answer.status}`, wait);
  throw new Error(`the receiver answered ${answer.status}`);
}

/** Why nothing is sent to an address written in numbers: it stays private, so another try is of no use. */
function refusePrivate(url: URL): string | null {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return isIP(host) !== 0 && isPrivateAddress(host) ? `${host} is a private address` : null;
}

/** Headers of Standard Webhooks: the signature covers id, time of this try and body. */
export function signature(options: {
  id: string;
  body: string;
  secret: Buffer | null;
  seconds: number;
}): Record<string, string> {
  const { id, body, secret, seconds } = options;
  const plain = { 'webhook-id': id, 'webhook-timestamp': String(seconds) };
  if (secret === null) return plain;
  const digest = createHmac('sha256', secret).update(`${id}.${seconds}.${body}`).digest('base64');
  return { ...plain, 'webhook-signature': `v1,${digest}` };
}

/** Seconds or a date; at least a second, at most a day. Null when it is neither. */
export function retryAfterMs(value: string, now: number): number | null {
  const ms = /^\d+$/.test(value.trim()) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isNaN(ms) ? null : Math.min(Math.max(ms, 1000), 24 * 3600 * 1000);
}

type PostOptions = {
  url: URL;
  body: string;
  headers: Record<string, string>;
  allowPrivate: boolean;
  signal: AbortSignal;
};

function post(options: PostOptions): Promise<{ status: number; retryAfter: string | undefined }> {
  const { url, body, headers, allowPrivate, signal } = options;
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw new Error(`cannot deliver to ${url.protocol}`);
  const lookup = allowPrivate ? undefined : publicLookup;
  const secure = url.protocol === 'https:';
  const agent = secure ? new HttpsAgent({ keepAlive: false }) : new HttpAgent({ keepAlive: false });
  const send = secure ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const request = send(
      url,
      { method: 'POST', headers, agent, signal, ...(lookup === undefined ? {} : { lookup }) },
      (response) => {
        response.resume(); // the body is of no interest
        response.on('error', reject);
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] }),
        );
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}
