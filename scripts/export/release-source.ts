import type { Log } from '../log';
import { projectKey } from '../quickstart/project-key';
import { ensureRunning } from '../supervisor/ensure-running';
import type { ReleaseSource } from './fetch-release';

export type SourceOptions = {
  /** MILLRACE_URL: a Millrace that runs elsewhere. */
  url: string | undefined;
  /** MILLRACE_API_KEY. */
  key: string | undefined;
  project: string | undefined;
  log: Log;
};

/**
 * Where a release comes from: a Millrace elsewhere, asked with a key; or the one of this folder, started if it does not run,
 * where whoever may read its data folder needs only say which project.
 */
export async function withSource<T>(options: SourceOptions, use: (source: ReleaseSource) => Promise<T>): Promise<T> {
  const { url, key, project, log } = options;
  if (url !== undefined) {
    if (key === undefined)
      throw new Error(`MILLRACE_URL is ${url}, and MILLRACE_API_KEY is not set: it needs a key with the scope read.`);
    return use({ webUrl: url.replace(/\/+$/, ''), key });
  }
  if (key === undefined && project === undefined)
    throw new Error(
      'Say which project: --project NAME, as in its address after /p/; or set MILLRACE_API_KEY to a key of it.',
    );
  const product = await ensureRunning({ log });
  try {
    const own = project === undefined ? undefined : (await projectKey(product, project, { make: false })).key;
    return await use({ webUrl: product.webUrl, key: own ?? key ?? '' });
  } finally {
    await product.stop();
  }
}
