import { join } from 'node:path';
import { hashFile } from '../../data/artifact-store';
import { testReleaseId } from '../../testing/fake-release';
import { type WrittenFolder, writeFolder } from '../folder/write-folder';
import type { ReleaseFacts } from '../release-facts';

/** Exports a bundle as version 7 of `churn`, into a folder of `home` beside the built programs. */
export async function exportBundle(
  path: string,
  o: { home: string; name: string; facts?: Partial<ReleaseFacts> },
): Promise<WrittenFolder & { folder: string; facts: ReleaseFacts }> {
  const { hash, bytes } = await hashFile(path);
  const facts: ReleaseFacts = {
    ...{ v: 1, id: testReleaseId(7), model: 'churn', number: 7, bundle: hash, bytes, lookups: 'none' },
    ...o.facts,
  };
  const [programs, folder] = [join(o.home, 'programs'), join(o.home, o.name)];
  const written = await writeFolder({ facts, bundle: path, programs, folder, image: 'churn:v7' });
  return { folder, facts, ...written };
}
