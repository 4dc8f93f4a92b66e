import { PipelineError } from '@millrace/pipeline-core/errors';
import type { S3, S3Options } from './open-s3';
import { withRetries } from './open-s3';
import { readTree, textIn, type XmlElement } from './read-tree';

/** An object as a listing shows it. */
export type S3Object = { key: string; etag: string; size: number; modified: number };

const perPage = 1000;
const longestPage = 16 * 1024 ** 2;
/** Ten million objects: a listing that goes on beyond does not end. */
const mostPages = 10_000;

/** Every object whose key begins with the prefix, page by page, in the order of the server. */
export async function* listObjects(s3: S3, options: S3Options): AsyncGenerator<S3Object[]> {
  let token: string | null = null;
  for (let page = 0; page < mostPages; page += 1) {
    const result: XmlElement = await readPage(s3, options, token);
    const decode = textIn(result, 'EncodingType') === 'url' ? decodeKey : (key: string) => key;
    yield result.children.filter(({ name }) => name === 'Contents').map((entry) => objectIn(entry, decode, options));
    if (textIn(result, 'IsTruncated') !== 'true') return;
    const next = textIn(result, 'NextContinuationToken');
    if (next === null || next === '' || next === token)
      throw notS3(options, 'a listing that goes on without saying where');
    token = next;
  }
  throw notS3(options, `a listing of more than ${(mostPages * perPage).toLocaleString('en')} objects`);
}

async function readPage(s3: S3, options: S3Options, token: string | null): Promise<XmlElement> {
  const query = {
    'list-type': '2',
    'encoding-type': 'url',
    'max-keys': String(perPage),
    ...(options.config.prefix === '' ? {} : { prefix: options.config.prefix }),
    ...(token === null ? {} : { 'continuation-token': token }),
  };
  return withRetries(options.signal, async () => {
    const response = await s3.get({ key: null, query, signal: options.signal });
    const tree = await readTree(response, longestPage).catch((cause: unknown) => {
      options.signal.throwIfAborted();
      if (isBroken(cause)) throw cause;
      throw notS3(options, 'an answer that is no listing', cause);
    });
    if (tree.name !== 'ListBucketResult')
      throw notS3(options, `the XML ${tree.name.slice(0, 60)}, which is no listing`);
    return tree;
  });
}

/** The connection broke: nothing is said about what the server speaks. */
function isBroken(error: unknown): boolean {
  return error instanceof Error && 'code' in error;
}

function objectIn(entry: XmlElement, decode: (key: string) => string, options: S3Options): S3Object {
  const key = decode(textIn(entry, 'Key') ?? '');
  const size = Number(textIn(entry, 'Size') ?? Number.NaN);
  const modified = Date.parse(textIn(entry, 'LastModified') ?? '');
  if (key === '' || !Number.isSafeInteger(size) || Number.isNaN(modified))
    throw notS3(options, 'an object without key, size or time in the listing');
  return { key, size, modified, etag: textIn(entry, 'ETag') ?? '' };
}

/** Listings write a space as + and a + by its code. */
function decodeKey(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}

function notS3({ place, config }: S3Options, seen: string, cause?: unknown): PipelineError {
  const next = 'Check the server, and how the bucket stands in the address.';
  return new PipelineError({
    code: 's3-no-listing',
    family: 'pipeline',
    place,
    seen,
    expected: 'a listing as S3 gives it',
    next,
    message: `The bucket ${config.bucket} could not be listed: ${seen}. ${next}`,
    ...(cause === undefined ? {} : { cause }),
  });
}
