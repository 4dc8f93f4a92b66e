import { type EndpointConfig, processFor } from '@millrace/pipeline-core/release';
import { readBundleManifest } from '../../data/release-bundle';
import type { Logger } from '../../logger';
import { serveApart } from '../apart/serve-apart';
import { type NamedBundle, openRelease } from './open-release';
import type { ServedRelease } from './served-release';

export type ApartProgram = {
  /** The bundled program of model processes. */
  program: string;
  /** Memory cap of each, in megabytes. */
  megabytes: number;
};

/** Opens a release where the endpoint, or else its format, wants it: in this process or in one of its own. */
export async function loadRelease(
  named: NamedBundle,
  o: { config: Pick<EndpointConfig, 'process'>; apart: ApartProgram | undefined; logger: Logger },
): Promise<ServedRelease> {
  const { apart, logger } = o;
  if (apart !== undefined) {
    const { format } = await readBundleManifest(named.path);
    if (processFor(o.config, format) === 'own')
      return serveApart(named, { ...apart, now: () => performance.now(), logger });
  }
  return (await openRelease(named)).served;
}
