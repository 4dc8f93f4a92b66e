import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type ExportShape, exportShape, problemShape } from '@millrace/pipeline-core/api';

export type ReleaseSource = { webUrl: string; key: string };

/** A release that was fetched. `sha256` is that of the file where it is another than the release's: rows stayed behind. */
export type FetchedRelease = ExportShape & { sha256?: string };

/**
 * Downloads the bundle of a release into `file`, and says which release it is. An older one comes without the held-out rows in
 * it, and Millrace says the hash that it has then.
 * @throws what Millrace answered when it refuses, and when what came has another hash than the release
 */
export async function fetchRelease(
  source: ReleaseSource,
  o: { release: string; file: string },
): Promise<FetchedRelease> {
  const path = `/releases/${encodeURIComponent(o.release)}`;
  const release = exportShape.parse(await (await ask(source, path)).json());
  const answer = await ask(source, `/releases/${release.id}/bundle`);
  if (answer.body === null) throw new Error('The bundle came without a body: try again.');
  const hash = createHash('sha256');
  let bytes = 0;
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.byteLength;
      done(null, chunk);
    },
  });
  await pipeline(Readable.from(answer.body), count, createWriteStream(o.file));
  const seen = hash.digest('hex');
  const expected = answer.headers.get('millrace-sent') ?? release.bundle;
  if (seen === expected) return seen === release.bundle ? release : { ...release, bytes, sha256: seen };
  throw new Error(
    `The bundle of ${release.model} v${release.number} came as ${bytes} bytes with sha256 ${seen}, expected sha256 ${expected}. Export it again; if it stays, the artifact store is damaged.`,
  );
}

async function ask({ webUrl, key }: ReleaseSource, path: string): Promise<Response> {
  const response = await fetch(`${webUrl}/api/v1${path}`, { headers: { authorization: `Bearer ${key}` } });
  if (response.ok) return response;
  const text = await response.text();
  throw new Error(`${webUrl} answered ${response.status}: ${refusalIn(text)}`);
}

/** In Millrace's own words where it is Millrace that answers. */
function refusalIn(text: string): string {
  try {
    const { detail, next } = problemShape.parse(JSON.parse(text));
    return `${detail} ${next}`;
  } catch {
    return text.slice(0, 300); // an answer of something in front of it, shown as it is
  }
}
