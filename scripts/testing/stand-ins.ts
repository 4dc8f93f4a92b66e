import path from 'node:path';
import { type Environment, readEnvironment } from '../environment';
import { variablesOnFreePorts } from '../ports';
import { REPOSITORY_ROOT } from '../root';
import { type Program, productAddresses } from '../supervisor/programs';

const SERVER = path.join(REPOSITORY_ROOT, 'scripts', 'testing', 'tiny-server.mjs');

/** Settings of an installation on free ports. */
export async function temporaryEnvironment(dataDir: string): Promise<Environment> {
  return readEnvironment(await variablesOnFreePorts(dataDir));
}

/** Tiny servers in the places of web and worker, to test the supervisor without a build. */
export function tinyPrograms(context: { environment: Environment; databaseUrl: string }): Program[] {
  const { webUrl, scoringUrl } = productAddresses(context.environment);
  return [
    { name: 'web', url: webUrl },
    { name: 'worker', url: scoringUrl },
  ].map(({ name, url }) => ({
    name,
    args: [SERVER],
    folder: REPOSITORY_ROOT,
    variables: { TINY_PORT: new URL(url).port, DATABASE_URL: context.databaseUrl },
    healthUrl: `${url}/health`,
  }));
}
