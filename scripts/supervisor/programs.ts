import { createRequire } from 'node:module';
import path from 'node:path';
import { type Environment, localAddress } from '../environment';
import { REPOSITORY_ROOT } from '../root';
import type { Secrets } from './secrets';

/** One program of the product, run by this Node. */
export type Program = {
  name: string;
  /** Arguments for Node: the file to run and its own. */
  args: string[];
  folder: string;
  variables: Record<string, string>;
  /** Answers 2xx once the program works. */
  healthUrl: string;
};

export type ProductAddresses = { webUrl: string; scoringUrl: string; dataServiceUrl: string };

export function productAddresses(environment: Environment): ProductAddresses {
  return {
    webUrl: localAddress(environment.HOST, environment.PORT),
    scoringUrl: localAddress(environment.HOST, environment.SCORING_PORT),
    dataServiceUrl: `http://127.0.0.1:${environment.DATA_SERVICE_PORT}`,
  };
}

/** Web and worker as `npm start` runs them, from what the build left in their folders. */
export function productPrograms(options: {
  environment: Environment;
  secrets: Secrets;
  databaseUrl: string;
}): Program[] {
  const { environment } = options;
  const { webUrl, scoringUrl } = productAddresses(environment);
  const variables = sharedVariables(options);
  const web = path.join(REPOSITORY_ROOT, 'apps', 'web');
  const worker = path.join(REPOSITORY_ROOT, 'apps', 'worker');
  const next = createRequire(path.join(web, 'package.json')).resolve('next/dist/bin/next');
  return [
    {
      name: 'web',
      args: [next, 'start', '-H', environment.HOST, '-p', String(environment.PORT)],
      folder: web,
      variables: { ...variables, BETTER_AUTH_SECRET: options.secrets.authSecret },
      healthUrl: `${webUrl}/api/health`,
    },
    {
      name: 'worker',
      args: [path.join(worker, 'dist', 'main.mjs'), '--roles', 'execute,score,watch,schedule'],
      folder: worker,
      variables,
      healthUrl: `${scoringUrl}/health`,
    },
  ];
}

function sharedVariables(options: {
  environment: Environment;
  secrets: Secrets;
  databaseUrl: string;
}): Record<string, string> {
  const { environment, secrets } = options;
  const { scoringUrl, dataServiceUrl } = productAddresses(environment);
  const { REDIS_URL, WATCH_ROOTS, PRIVATE_HOSTS, PYTHON_ENVS, ALLOW_PYTHON } = environment;
  const { SCORING_REQUESTS_PER_SECOND: rate, SCORING_MODEL_MEGABYTES: megabytes, PREDICTION_DAYS: days } = environment;
  const optional = {
    ...{ REDIS_URL, WATCH_ROOTS, PRIVATE_HOSTS, PYTHON_ENVS, ALLOW_PYTHON },
    SCORING_REQUESTS_PER_SECOND: rate === undefined ? undefined : String(rate),
    SCORING_MODEL_MEGABYTES: megabytes === undefined ? undefined : String(megabytes),
    PREDICTION_DAYS: days === undefined ? undefined : String(days),
  };
  return {
    NODE_ENV: 'production',
    DATABASE_URL: options.databaseUrl,
    DATA_DIR: environment.DATA_DIR,
    HOST: environment.HOST,
    PORT: String(environment.PORT),
    SCORING_PORT: String(environment.SCORING_PORT),
    DATA_SERVICE_PORT: String(environment.DATA_SERVICE_PORT),
    PUBLIC_URL: environment.PUBLIC_URL,
    PUBLIC_SCORING_URL: environment.PUBLIC_SCORING_URL,
    SCORING_URL: scoringUrl,
    INTERNAL_DATA_URL: dataServiceUrl,
    INTERNAL_TOKEN: secrets.internalToken,
    MILLRACE_KEY: secrets.millraceKey,
    ...Object.fromEntries(
      Object.entries(optional).filter((entry): entry is [string, string] => entry[1] !== undefined),
    ),
  };
}
