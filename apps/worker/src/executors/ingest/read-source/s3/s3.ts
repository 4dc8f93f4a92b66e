import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PipelineError } from '@millrace/pipeline-core/errors';
import type { Json } from '@millrace/pipeline-core/json';
import type { ConfigOf } from '@millrace/pipeline-core/sources';
import { diskFullIn } from '../../../../ground/disk-full';
import { listObjects } from '../../../../outside/s3/list-objects';
import { openS3, type S3, type S3Options } from '../../../../outside/s3/open-s3';
import type { Reading, ReadJob, ReadKind } from '../read-job';
import { type Choice, chooseObjects } from './choose-objects';
import { type Gathered, gatherObjects } from './gather-objects';
import { LandedObjects, landedSchema } from './landed-objects';
import { nameOf } from './object-name';

type Job = ReadJob<'s3'>;

/** Takes the objects of a bucket that have not landed yet, oldest first, as one batch: a zip of them as they came. */
export const readS3: ReadKind<'s3'> = {
  read: (job) => withS3(job, job.config.timeoutSeconds, (s3, options) => readNew(job, s3, options)),

  test: (job) =>
    withS3(job, Math.min(20, job.config.timeoutSeconds), async (s3, options) => {
      const { config } = job;
      for await (const page of listObjects(s3, options)) {
        const { fitting } = await chooseObjects(oneOf(page), { config, landed: newTo(job, null) });
        const many = page.length >= 1000 ? ' among the first 1,000' : '';
        return `The bucket can be listed; ${fitting} ${fitting === 1 ? 'object fits' : 'objects fit'} ${config.pattern}${many}.`;
      }
      return 'The bucket can be listed.';
    }),
};

async function* oneOf<T>(page: T): AsyncGenerator<T> {
  yield page;
}

/** What has landed, for the pattern of this source. */
function newTo({ config, task }: Job, cursor: Json): LandedObjects {
  const again = task.policy.onSameBytes === 'keep';
  return new LandedObjects(landedSchema.parse(cursor), { again, pattern: config.pattern });
}

async function readNew(job: Job, s3: S3, options: S3Options): Promise<Reading> {
  const { config, task } = job;
  const landed = newTo(job, task.cursor);
  const choice = await chooseObjects(listObjects(s3, options), { config, landed });
  report(job, choice);
  const nothing = (why: string): Reading => {
    return { path: null, facts: { fileName: '', nothingNew: why, cursor: { from: task.cursor, to: task.cursor } } };
  };
  if (choice.take.length === 0) return nothing(whyNothing(config, choice));
  const path = join(job.folder, 'raw');
  const total = choice.take.reduce((sum, { size }) => sum + size, 0);
  const gathered = await gatherObjects(s3, options, {
    objects: choice.take,
    folder: job.folder,
    path,
    progress: (bytes, objects) =>
      job.progress({ done: bytes, total, label: `${objects} of ${choice.take.length} objects` }),
  });
  reportMissed(job, gathered);
  if (gathered.taken.length === 0) {
    await rm(path, { force: true });
    return nothing('The new objects were taken away or changed while they were read.');
  }
  job.log('info', `Took ${gathered.taken.length} objects, ${total.toLocaleString('en')} bytes.`);
  return {
    path,
    facts: {
      fileName: fileNameOf(config, gathered),
      ...(config.format === 'auto' ? {} : { format: config.format }),
      gathered: true,
      more: choice.fresh > gathered.taken.length,
      cursor: { from: task.cursor, to: landed.with(gathered.taken) },
    },
  };
}

function fileNameOf({ bucket }: ConfigOf<'s3'>, { taken }: Gathered): string {
  const [first] = taken;
  const name = taken.length === 1 && first !== undefined ? nameOf(first.key) : `${taken.length} objects of ${bucket}`;
  return `${name.slice(0, 190)}.zip`;
}

function whyNothing({ bucket, pattern, prefix }: ConfigOf<'s3'>, { fitting, aside }: Choice): string {
  const where = prefix === '' ? bucket : `${bucket} below ${prefix}`;
  if (fitting === 0) return `No object in ${where} fits ${pattern}.`;
  const left = aside.length === 0 ? '' : ` ${aside.length === 1 ? 'One is' : 'Some are'} left out: see the log.`;
  return `No object in ${where} is new.${left}`;
}

function report({ log }: Job, { fresh, take, aside }: Choice): void {
  for (const { key, why } of aside) log('warning', `${key} is not read: ${why}.`);
  if (fresh > take.length && take.length > 0)
    log(
      'info',
      `${fresh.toLocaleString('en')} objects are new; the ${take.length.toLocaleString('en')} oldest are this batch.`,
    );
}

function reportMissed({ log }: Job, { missed }: Gathered): void {
  for (const { key, why } of missed.slice(0, 50)) {
    log(
      'warning',
      why === 'deleted'
        ? `${key} was taken away before it could be read.`
        : `${key} was changed while it was read: it is taken the next time.`,
    );
  }
}

/** Opens the bucket for some seconds and no longer; what breaks on the way is said in words. */
async function withS3<T>(job: Job, seconds: number, use: (s3: S3, options: S3Options) => Promise<T>): Promise<T> {
  const { config, grant, title } = job;
  const place = `${title} › ${config.bucket}`;
  const deadline = AbortSignal.timeout(seconds * 1000);
  const signal = AbortSignal.any([job.signal, deadline]);
  const secretKey = secretOf(job, place);
  const options = { config, secretKey, privateHosts: grant.privateHosts, place, signal };
  const s3 = openS3(options);
  try {
    return await use(s3, options);
  } catch (error) {
    job.signal.throwIfAborted();
    if (deadline.aborted) throw late(place, seconds);
    throw error instanceof PipelineError ? error : (diskFullIn(error) ?? broken(place, error));
  } finally {
    s3.close();
  }
}

/** Key id and secret come together or not at all. */
function secretOf({ config, grant }: Job, place: string): string | null {
  if ((config.accessKey === '') === (grant.secret === null)) return grant.secret;
  const [seen, next] =
    grant.secret === null
      ? [`the access key id ${config.accessKey} without a secret`, 'Choose the secret that holds its secret key.']
      : ['a secret without an access key id', 'Give the access key id, or choose no secret for a public bucket.'];
  return refuse(place, seen, next);
}

function refuse(place: string, seen: string, next: string): never {
  throw new PipelineError({
    code: 's3-half-a-key',
    family: 'pipeline',
    place,
    seen,
    expected: 'an access key id and its secret key, or neither',
    next,
    message: `The bucket cannot be read: there is ${seen}. ${next}`,
  });
}

function late(place: string, seconds: number): PipelineError {
  const next = 'It is tried again; if it stays, raise the longest wait of the source or lower its largest batch.';
  return new PipelineError({
    code: 'source-timeout',
    family: 'operator',
    place,
    seen: `no end after ${seconds} s`,
    expected: 'listing and objects in time',
    next,
    message: `The bucket was not read to the end within ${seconds} s. ${next}`,
  });
}

function broken(place: string, cause: unknown): PipelineError {
  const why = cause instanceof Error ? cause.message : String(cause);
  const next = 'It is tried again; if it stays, check the server and the network.';
  return new PipelineError({
    code: 'connection-failed',
    family: 'operator',
    place,
    seen: why,
    expected: 'a connection that holds',
    next,
    message: `The bucket could not be read: ${why}. ${next}`,
    cause,
  });
}
