import { readBundleFacts } from '../../data/release-bundle';
import type { Logger } from '../../logger';
import type { NamedBundle } from '../releases/open-release';
import { describeRelease } from '../releases/serve-bundle';
import type { ServedRelease } from '../releases/served-release';
import { type GuestPlace, ownHome } from './guest-place';
import { createOwnProcess, type ProcessLimits, processLimits } from './own-process';
import { type ModelProcess, startModelProcess } from './start-model-process';

export type ApartOptions = {
  /** The bundled program of model processes. */
  program: string;
  /** Memory cap of each, in megabytes. */
  megabytes: number;
  now: () => number;
  logger: Logger;
  limits?: ProcessLimits;
  /** Where its process may have guests: of a model of Python. */
  guests?: GuestPlace | undefined;
};

/** A release that answers from a process of its own, which sleeps until it is opened or asked; throws in words where its bundle is damaged. */
export async function serveApart(release: NamedBundle, o: ApartOptions): Promise<ServedRelease> {
  const facts = describeRelease(release, await readBundleFacts(release.path));
  const own = createOwnProcess({
    name: `${release.modelName} v${release.number}`,
    start: () => startAt(release.path, o),
    limits: o.limits ?? processLimits,
    now: o.now,
    logger: o.logger,
  });
  return { ...facts, own, answer: own.answer };
}

function startAt(bundlePath: string, { program, megabytes, guests, logger }: ApartOptions): ModelProcess {
  const own = guests === undefined ? null : ownHome(guests, { megabytes, logger });
  const started = startModelProcess({ program, bundlePath, capMegabytes: megabytes, home: own?.home });
  if (own !== null) void started.ended.then(own.clear);
  return started;
}
