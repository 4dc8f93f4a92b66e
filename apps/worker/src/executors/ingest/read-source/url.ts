import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConfigOf } from '@millrace/pipeline-core/sources';
import { z } from 'zod';
import { type GetOptions, type Got, getUrl } from '../../../outside/get-url';
import type { ReadJob, ReadKind } from './read-job';

/** What is remembered of the file last landed, so that the same one is not fetched, or at least not landed, again. */
const cursorSchema = z
  .object({ url: z.string(), etag: z.string().nullable(), modified: z.string().nullable(), sha256: z.string() })
  .nullable()
  .catch(null);

/** Fetches a file by HTTP. ETag, Last-Modified and at last the bytes themselves tell whether it is new. */
export const readUrl: ReadKind<'url'> = {
  async read(job) {
    const { config, task } = job;
    const path = join(job.folder, 'raw');
    const known = cursorSchema.parse(task.cursor);
    const before = known?.url === config.url ? known : null;
    const got = await getUrl(requestOf(job, path, { ...conditions(before) }));
    const fileName = nameOf(config, got);
    const stay = { from: task.cursor, to: task.cursor };
    if (got.kind === 'not-modified') {
      return {
        path: null,
        facts: { fileName, nothingNew: 'The server says that the file has not changed.', cursor: stay },
      };
    }
    const sha256 = await digestOf(path);
    const { etag = null, 'last-modified': modified = null } = got.headers;
    const to = { url: config.url, etag, modified, sha256 };
    job.log('info', `Fetched ${got.bytes.toLocaleString('en')} bytes.`);
    if (before?.sha256 === sha256 && task.policy.onSameBytes === 'skip') {
      await rm(path, { force: true });
      const cursor = { from: task.cursor, to };
      return { path: null, facts: { fileName, nothingNew: 'The file has the same bytes as the one before.', cursor } };
    }
    const format = config.format === 'auto' ? {} : { format: config.format };
    return { path, facts: { fileName, ...format, cursor: { from: task.cursor, to } } };
  },

  async test(job) {
    const path = join(job.folder, 'tested');
    const got = await getUrl(requestOf(job, path, {}));
    await rm(path, { force: true });
    return got.kind === 'body'
      ? `The server sent ${got.bytes.toLocaleString('en')} bytes as ${nameOf(job.config, got)}.`
      : 'The server answers, and the file has not changed.';
  },
};

function requestOf(job: ReadJob<'url'>, path: string, headers: Record<string, string>): GetOptions {
  const { config, grant } = job;
  const { secret } = grant;
  return {
    url: config.url,
    headers,
    secretHeaders: secret === null ? {} : { [config.secretHeader]: `${config.secretPrefix}${secret}` },
    path,
    mostBytes: config.maxMegabytes * 1024 ** 2,
    timeoutMs: config.timeoutSeconds * 1000,
    privateHosts: grant.privateHosts,
    place: `${job.title} › address`,
    signal: job.signal,
    progress: (bytes, total) =>
      job.progress({ done: bytes, total: total ?? bytes, label: `${Math.round(bytes / 1024 ** 2)} MB` }),
  };
}

function conditions(before: z.output<typeof cursorSchema>): Record<string, string> {
  return {
    ...(before?.etag == null ? {} : { 'if-none-match': before.etag }),
    ...(before?.modified == null ? {} : { 'if-modified-since': before.modified }),
  };
}

/** The name a browser would give the file: what the server says, else the end of the address. */
function nameOf(config: ConfigOf<'url'>, got: Got): string {
  const given = got.kind === 'body' ? fromDisposition(got.headers['content-disposition'] ?? '') : null;
  const last = new URL(got.kind === 'body' ? got.url : config.url).pathname.split('/').at(-1) ?? '';
  const name = given ?? decodeName(last);
  return (name === '' ? 'download' : name).slice(0, 200);
}

function fromDisposition(header: string): string | null {
  const coded = /filename\*\s*=\s*UTF-8''([^;\s]+)/i.exec(header)?.[1];
  const plain = /filename\s*=\s*(?:"([^"]*)"|([^;\s]+))/i.exec(header);
  const name = coded === undefined ? (plain?.[1] ?? plain?.[2]) : decodeName(coded);
  return name?.split(/[/\\]/).at(-1) ?? null;
}

function decodeName(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a stray % is part of the name then
  }
}

async function digestOf(path: string): Promise<string> {
  const digest = createHash('sha256');
  for await (const chunk of createReadStream(path)) digest.update(chunk as Buffer); // no encoding set: buffers
  return digest.digest('hex');
}
