import type { ConfigOf } from '@millrace/pipeline-core/sources';
import type { S3Object } from '../../../../outside/s3/list-objects';
import { comparePlaces, type LandedObjects } from './landed-objects';
import { fitsName, nameOf } from './object-name';

/** Objects of one batch: more come in the next one, at once. */
export const mostObjects = 1000;

export type Choice = {
  /** What this batch takes, oldest first. */
  take: S3Object[];
  /** New objects, those that must wait included. */
  fresh: number;
  /** Objects that fit the pattern. */
  fitting: number;
  /** What fits and is not read, with the reason. */
  aside: { key: string; why: string }[];
};

const mostAside = 20;

type Limits = Pick<ConfigOf<'s3'>, 'pattern' | 'maxMegabytes'>;

/** Goes through a listing of any length with the memory of a few batches. */
export async function chooseObjects(
  pages: AsyncIterable<readonly S3Object[]>,
  { config, landed }: { config: Limits; landed: LandedObjects },
): Promise<Choice> {
  const aside: Choice['aside'] = [];
  let [oldest, fresh, fitting]: [S3Object[], number, number] = [[], 0, 0];
  for await (const page of pages) {
    for (const object of page) {
      if (!isFile(object.key) || !fitsName(config.pattern, object.key)) continue;
      fitting += 1;
      const why = whyNever(object) ?? whyNotYet(object, { config, landed });
      if (why !== null) {
        if (aside.length < mostAside) aside.push({ key: object.key, why });
      } else if (landed.isNew(object)) {
        fresh += 1;
        oldest.push(object);
      }
    }
    if (oldest.length > 4 * mostObjects) oldest = oldest.sort(comparePlaces).slice(0, mostObjects);
  }
  const take = fitInto(oldest.sort(comparePlaces).slice(0, mostObjects), bytesOf(config));
  return { take, fresh, fitting, aside };
}

/** Folders of consoles, and the marks that other programs leave (`_SUCCESS`, `.crc`), are no data. */
function isFile(key: string): boolean {
  return !/^($|\.|_[^.]*$)/.test(nameOf(key));
}

/** Keys that cannot be names in an archive, archives themselves, and what holds nothing. */
function whyNever({ key, size }: S3Object): string | null {
  if (/\.(zip|7z|rar|tar|tgz|tar\.gz|tar\.bz2|jar)$/i.test(key))
    return 'archives are not read: unpack it in the bucket';
  const isOdd = /^\/|^[A-Za-z]:|\\/.test(key) || key.split('/').some((part) => part === '.' || part === '..');
  if (isOdd) return 'its key is no path of a file: copy it under another one';
  return size === 0 ? 'it has 0 bytes' : null;
}

/** An object that no batch can hold does not stop the others; it waits until the source allows for it. */
function whyNotYet(object: S3Object, { config, landed }: { config: Limits; landed: LandedObjects }): string | null {
  if (object.size <= bytesOf(config) || !landed.isNew(object)) return null;
  landed.putAside(object);
  const megabytes = Math.ceil(object.size / 1024 ** 2).toLocaleString('en');
  const most = config.maxMegabytes.toLocaleString('en');
  return `it has ${megabytes} MB, more than the ${most} MB of a batch: raise the largest batch of the source, or leave the object out by prefix or pattern`;
}

function bytesOf({ maxMegabytes }: Limits): number {
  return maxMegabytes * 1024 ** 2;
}

/** As many of the oldest as a batch holds; each fits into one alone. */
function fitInto(objects: readonly S3Object[], mostBytes: number): S3Object[] {
  let bytes = 0;
  const end = objects.findIndex(({ size }) => {
    bytes += size;
    return bytes > mostBytes;
  });
  return objects.slice(0, end === -1 ? objects.length : end);
}
