import { Agent as HttpAgent, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import { PipelineError } from '@millrace/pipeline-core/errors';
import type { ConfigOf } from '@millrace/pipeline-core/sources';
import { isDiskFull } from '../../ground/disk-full';
import { redirectTarget, sendGuarded } from '../guarded-request';
import { s3Address } from './address';
import { explainS3, type S3Refusal } from './explain';
import { readTree, textIn } from './read-tree';
import { signGet } from './sign';

export type S3Options = {
  config: ConfigOf<'s3'>;
  /** The secret key; null for a bucket that anyone may read. */
  secretKey: string | null;
  privateHosts: readonly string[];
  place: string;
  signal: AbortSignal;
};

export type S3 = {
  /** The answer to a GET of the bucket (key null) or of an object; whatever is no 200 is an error in words. */
  get(request: S3Get): Promise<IncomingMessage>;
  close(): void;
};
export type S3Get = {
  key: string | null;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  signal: AbortSignal;
};

const mostRedirects = 3;
const longestRefusal = 64 * 1024;

/** Asks a server that speaks S3, over connections that are kept; redirects are signed anew and guarded like the first way. */
export function openS3(options: S3Options): S3 {
  const agents = {
    'http:': new HttpAgent({ keepAlive: true, maxSockets: options.config.parallel }),
    'https:': new HttpsAgent({ keepAlive: true, maxSockets: options.config.parallel }),
  };
  return {
    async get({ key, query = {}, headers = {}, signal }) {
      let url = s3Address(options.config, key ?? '', query);
      for (let hop = 0; hop <= mostRedirects; hop += 1) {
        const signed = { ...headers, 'accept-encoding': 'identity', ...signatureOf(options, url, headers) };
        const agent = agents[url.protocol === 'https:' ? 'https:' : 'http:'];
        const response = await sendGuarded(url, { headers: signed, agent }, { ...options, signal });
        const status = response.statusCode ?? 0;
        if (status === 200) return response;
        const { location } = response.headers;
        const next = status >= 300 && status < 400 && location !== undefined ? redirectTarget(url, location) : null;
        if (next === null) {
          const refusal = await refusalIn(response, status);
          throw explainS3({ config: options.config, place: options.place, host: url.host, key }, refusal);
        }
        response.destroy();
        url = next;
      }
      throw tooManyRedirects(options);
    },
    close() {
      agents['http:'].destroy();
      agents['https:'].destroy();
    },
  };
}

function signatureOf({ config, secretKey }: S3Options, url: URL, headers: Record<string, string>) {
  if (secretKey === null) return {};
  return signGet(url, { accessKey: config.accessKey, secretKey, region: config.region, headers, at: new Date() });
}

async function refusalIn(response: IncomingMessage, status: number): Promise<S3Refusal> {
  // A body that is no XML, or breaks off, says nothing: the status still does.
  const tree = await readTree(response, longestRefusal).catch(() => null);
  const date = Date.parse(response.headers.date ?? '');
  const region = response.headers['x-amz-bucket-region'] ?? textIn(tree, 'Region');
  return {
    status,
    code: textIn(tree, 'Code') ?? '',
    message: textIn(tree, 'Message') ?? '',
    region: typeof region === 'string' && region !== '' ? region : null,
    ahead: Number.isNaN(date) ? null : Math.round((date - Date.now()) / 1000),
  };
}

function tooManyRedirects({ place }: S3Options): PipelineError {
  return new PipelineError({
    code: 'too-many-redirects',
    family: 'pipeline',
    place,
    seen: `more than ${mostRedirects} redirects`,
    expected: 'the bucket',
    next: 'Check the server and the region.',
  });
}

const tries = 3;

/** Does it again after a moment where the fault is the network's or the server's; what is said about the request stays said. */
export async function withRetries<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      const isSaid = error instanceof PipelineError && error.report.family !== 'operator';
      const final = isSaid || isDiskFull(error); // a full disk is no fault of the connection
      if (final || attempt === tries) throw error;
      await pause(200 * 4 ** (attempt - 1), undefined, { signal });
    }
  }
}
