import { createWriteStream } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { PipelineError } from '@millrace/pipeline-core/errors';
import { diskFullIn } from '../ground/disk-full';
import { redirectTarget, sendGuarded } from './guarded-request';

export type GetOptions = {
  url: string;
  /** Sent to the first origin and, after redirects, to no other. */
  secretHeaders: Record<string, string>;
  headers: Record<string, string>;
  /** Where the body goes; it is there only after a 200. */
  path: string;
  mostBytes: number;
  timeoutMs: number;
  privateHosts: readonly string[];
  place: string;
  signal: AbortSignal;
  progress(bytes: number, total: number | null): void;
};

export type Got =
  | { kind: 'body'; bytes: number; url: string; headers: IncomingMessage['headers'] }
  | { kind: 'not-modified' };

const mostRedirects = 5;

/** GET of a file. Redirects are followed, each through the same guard; anything but 200 and 304 is an error in words. */
export async function getUrl(options: GetOptions): Promise<Got> {
  const deadline = AbortSignal.timeout(options.timeoutMs);
  const signal = AbortSignal.any([options.signal, deadline]);
  try {
    return await follow({ ...options, signal });
  } catch (error) {
    options.signal.throwIfAborted();
    if (deadline.aborted) throw late(options);
    throw error instanceof PipelineError ? error : (diskFullIn(error) ?? broken(options, error));
  }
}

async function follow(options: GetOptions): Promise<Got> {
  const first = new URL(options.url);
  let url = first;
  for (let hop = 0; hop <= mostRedirects; hop += 1) {
    const secret = url.origin === first.origin ? options.secretHeaders : {};
    const headers = { 'accept-encoding': 'gzip, deflate, br', ...options.headers, ...secret };
    const response = await sendGuarded(url, { headers }, options);
    const status = response.statusCode ?? 0;
    const next = status >= 300 && status < 400 && status !== 304 ? response.headers.location : undefined;
    if (next === undefined) return take(response, { ...options, url: url.href }, status);
    response.destroy();
    url = redirected(url, next, options);
  }
  throw refusal(
    options,
    'too-many-redirects',
    `more than ${mostRedirects} redirects`,
    'Give the address where the file is.',
  );
}

function redirected(from: URL, location: string, options: GetOptions): URL {
  const to = redirectTarget(from, location);
  if (to !== null) return to;
  throw refusal(
    options,
    'bad-redirect',
    `a redirect to ${location.slice(0, 200)}`,
    'Give the address where the file is.',
  );
}

async function take(response: IncomingMessage, options: GetOptions, status: number): Promise<Got> {
  if (status === 304) {
    response.destroy();
    return { kind: 'not-modified' };
  }
  if (status !== 200) {
    response.destroy();
    throw badStatus(options, status);
  }
  const length = response.headers['content-length'];
  const coding = response.headers['content-encoding'] ?? 'identity';
  const total = length === undefined || coding !== 'identity' ? null : Number(length);
  let bytes = 0;
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.byteLength;
      if (bytes > options.mostBytes) return done(tooLarge(options));
      options.progress(bytes, total);
      done(null, chunk);
    },
  });
  const out = createWriteStream(options.path, { flags: 'w' });
  const decode = decoder(coding, options);
  if (decode === null) await pipeline(response, meter, out, { signal: options.signal });
  else await pipeline(response, decode, meter, out, { signal: options.signal });
  if (total !== null && bytes !== total) throw broken(options, new Error(`${bytes} of ${total} bytes came`));
  return { kind: 'body', bytes, url: options.url, headers: response.headers };
}

/** Compression of the transport is undone: the file is what was packed, not how it travelled. */
function decoder(coding: string, options: GetOptions) {
  switch (coding.trim().toLowerCase()) {
    case '':
    case 'identity':
      return null;
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'deflate':
      return createInflate();
    case 'br':
      return createBrotliDecompress();
    default:
      throw refusal(
        options,
        'unknown-encoding',
        `the encoding ${coding.slice(0, 40)}`,
        'Ask the server for a plain file.',
      );
  }
}

function refusal(options: GetOptions, code: string, seen: string, next: string): PipelineError {
  const { place } = options;
  return new PipelineError({ code, family: 'pipeline', place, seen, expected: 'a file', next });
}

function tooLarge(options: GetOptions): PipelineError {
  const most = Math.round(options.mostBytes / 1024 ** 2);
  return refusal(
    options,
    'file-too-large',
    `more than ${most} MB`,
    'Raise the largest file of the source, or read less.',
  );
}

/** What a server says about itself may pass; what it says about the request will not. */
function badStatus(options: GetOptions, status: number): PipelineError {
  const passing = status >= 500 || status === 429 || status === 408;
  const next =
    status === 401 || status === 403
      ? 'Check the secret of the source.'
      : status === 404 || status === 410
        ? 'Check the address.'
        : passing
          ? 'It is tried again; if it stays, ask whoever runs the server.'
          : 'Open the address in a browser to see what it says.';
  const { place } = options;
  return new PipelineError({
    code: `http-${status}`,
    family: passing ? 'operator' : 'pipeline',
    place,
    seen: `the answer ${status}`,
    expected: '200 with a file',
    next,
    message: `The server answered ${status} instead of a file. ${next}`,
  });
}

function late(options: GetOptions): PipelineError {
  const seconds = Math.round(options.timeoutMs / 1000);
  return new PipelineError({
    code: 'source-timeout',
    family: 'operator',
    place: options.place,
    seen: `no complete file after ${seconds} s`,
    expected: 'the whole file in time',
    next: 'It is tried again; if it stays, raise the longest wait of the source.',
    message: `The server did not send the whole file within ${seconds} s. It is tried again; if it stays, raise the longest wait of the source.`,
  });
}

function broken(options: GetOptions, cause: unknown): PipelineError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new PipelineError({
    code: 'connection-failed',
    family: 'operator',
    place: options.place,
    seen: why,
    expected: 'a connection that holds until the file is there',
    next: 'It is tried again; if it stays, check the address and the server.',
    message: `The file could not be fetched: ${why}. It is tried again; if it stays, check the address and the server.`,
    cause,
  });
}
