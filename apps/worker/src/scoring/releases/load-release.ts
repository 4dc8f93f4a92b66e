import { PipelineError } from '@millrace/pipeline-core/errors';
import { type EndpointConfig, isForeign, type ModelFormat, processFor } from '@millrace/pipeline-core/release';
import { readBundleFacts, readBundleManifest } from '../../data/release-bundle';
import type { Logger } from '../../logger';
import type { GuestPlace } from '../apart/guest-place';
import { serveApart } from '../apart/serve-apart';
import { messageOf } from '../message-of';
import { type NamedBundle, type OpenRelease, openRelease } from './open-release';
import type { ServedRelease } from './served-release';

export type ApartProgram = {
  /** The bundled program of model processes. */
  program: string;
  /** Memory cap of each, in megabytes, and of a Python that it has. */
  megabytes: number;
  /** Looked up when a model of Python is there for the first time; absent: this process has no place for guests. */
  guests?: () => Promise<GuestPlace>;
};

type Apart = { apart: ApartProgram | undefined; logger: Logger };

/** Opens a release where the endpoint, or else its format, wants it: in this process or in one of its own. */
export async function loadRelease(
  named: NamedBundle,
  o: Apart & { config: Pick<EndpointConfig, 'process'> },
): Promise<ServedRelease> {
  if (o.apart !== undefined) {
    const { format } = await readBundleManifest(named.path);
    if (processFor(o.config, format) === 'own') return serveOwn(named, format, { ...o, apart: o.apart });
  }
  return (await openRelease(named)).served;
}

/**
 * Opens a release to look at what it answers: in this process, or in one of its own, which is there by then, where others made
 * its model. Whoever opened it closes that.
 */
export async function openToProve(named: NamedBundle, o: Apart): Promise<OpenRelease> {
  if (o.apart === undefined) return openRelease(named);
  const { manifest, golden } = await readBundleFacts(named.path);
  if (!isForeign(manifest.format)) return openRelease(named);
  const served = await serveOwn(named, manifest.format, { ...o, apart: o.apart });
  try {
    await served.own?.open();
  } catch (error) {
    served.own?.close();
    throw notOpened(named, error);
  }
  return { served, golden: [...golden] };
}

/** What its process says has its own next step in it. */
function notOpened({ modelName, number }: NamedBundle, error: unknown): PipelineError {
  const name = `${modelName} v${number}`;
  const seen = messageOf(error);
  return new PipelineError({
    code: 'release-not-opened',
    family: 'operator',
    place: name,
    seen,
    expected: 'a model that opens where it is to answer',
    next: 'Mend that on the machines that score and schedule, and deploy it again.',
    message: `${name} does not open here. ${seen}`,
    cause: error,
  });
}

async function serveOwn(
  named: NamedBundle,
  format: ModelFormat,
  { apart, logger }: { apart: ApartProgram; logger: Logger },
): Promise<ServedRelease> {
  const { guests: place, ...program } = apart;
  const guests = format === 'python' ? await place?.() : undefined;
  return serveApart(named, { ...program, guests, now: () => performance.now(), logger });
}
