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
  /** A single object that no batch can hold. */
  tooLarge: S3Object | null;
};

const mostAside = 20;

/** Goes through a listing of any length with the memory of a few batches. */
export async function chooseObjects(
  pages: AsyncIterable<readonly S3Object[]>,
  { config, landed }: { config: Pick<ConfigOf<'s3'>, 'pattern' | 'maxMegabytes'>; landed: LandedObjects },
): Promise<Choice> {
  const aside: Choice['aside'] = [];
  let [oldest, fresh, fitting]: [S3Object[], number, number] = [[], 0, 0];
  for await (const page of pages) {
    for (const object of page) {
      if (!isFile(object.key) || !fitsName(config.pattern, object.key)) continue;
      fitting += 1;
      const why = whyAside(object.key);
      if (why !== null) {
        if (aside.length < mostAside) aside.push({ key: object.key, why });
      } else if (landed.isNew(object)) {
        fresh += 1;
        oldest.push(object);
      }
    }
    if (oldest.length > 4 * mostObjects) oldest = oldest.sort(comparePlaces).slice(0, mostObjects);
  }
  const { take, tooLarge } = fitInto(oldest.sort(comparePlaces).slice(0, mostObjects), config.maxMegabytes * 1024 ** 2);
  return { take, fresh, fitting, aside, tooLarge };
}


/** Folders of consoles, and the marks that other programs leave (`_SUCCESS`, `.crc`), are no data. */
function isFile(key: string): boolean {
  return !/^($|\.|_[^.]*$)/.test(nameOf(key));
}

/** Keys that cannot be names in an archive, and archives themselves. */
function whyAside(key: string): string | null {
  if (/\.(zip|7z|rar|tar|tgz|tar\.gz|tar\.bz2|jar)$/i.test(key))
    return 'archives are not read: unpack it in the bucket';
  const isOdd = /^\/|^[A-Za-z]:|\\/.test(key) || key.split('/').some((part) => part === '.' || part === '..');
  return isOdd ? 'its key is no path of a file: copy it under another one' : null;
}

function fitInto(objects: readonly S3Object[], mostBytes: number): Pick<Choice, 'take' | 'tooLarge'> {
  let bytes = 0;
  const end = objects.findIndex(({ size }) => {
    bytes += size;
    return bytes > mostBytes;
  });
  if (end === 0) return { take: [], tooLarge: objects[0] ?? null };
  return { take: objects.slice(0, end === -1 ? objects.length : end), tooLarge: null };
}
