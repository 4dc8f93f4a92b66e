import path from 'node:path';
import { z } from 'zod';
import { REPOSITORY_ROOT } from './root';

const port = z.coerce.number('expected a whole number from 1 to 65535').int().min(1).max(65535);
/** An exported but empty variable means "not set". */
const text = z.string().min(1).optional();

/** API keys begin so. One that is exported under the wrong name must not become the key of the installation. */
export const API_KEY_PREFIX = 'mr_';

const installationKey = z
  .string()
  .min(32, 'needs at least 32 characters')
  .refine(
    (key) => !key.startsWith(API_KEY_PREFIX),
    'begins as API keys do; those belong in MILLRACE_API_KEY; an installation made with it needs another and --replace-key',
  );

export const environmentSchema = z.object({
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: port.default(3000),
  SCORING_PORT: port.default(3001),
  DATA_SERVICE_PORT: port.default(3002),
  SCORING_REQUESTS_PER_SECOND: z.coerce.number().nonnegative().optional(),
  SCORING_MODEL_MEGABYTES: z.coerce.number().int().min(64).optional(),
  PREDICTION_DAYS: z.coerce.number().int().min(1).max(1100).optional(),
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  PUBLIC_SCORING_URL: z.url({ protocol: /^https?$/ }).optional(),
  DATA_DIR: z.string().min(1).default('.data'),
  MILLRACE_KEY: installationKey.optional(),
  WATCH_ROOTS: text,
  PRIVATE_HOSTS: text,
  PYTHON_ENVS: text,
  ALLOW_PYTHON: z.enum(['fenced', 'yes', 'no']).optional(),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
});

/** Settings of an installation; everything is optional. `DATA_DIR` is absolute, public addresses have no slash at their end. */
export type Environment = z.output<typeof environmentSchema> & { PUBLIC_URL: string; PUBLIC_SCORING_URL: string };

/** Address by which this host reaches a server that listens on `host`. */
export function localAddress(host: string, port: number): string {
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}

/** Where callers of models reach the scoring port when nobody says otherwise: on the host that people open. */
function scoringAddress(publicUrl: string, port: number): string {
  return `http://${new URL(publicUrl).hostname}:${port}`; // the scoring server itself speaks plain HTTP
}

/**
 * Parses the settings once, at the start.
 * @throws one message that names every bad variable, the value seen and what is expected; secrets are not shown
 */
export function readEnvironment(variables: NodeJS.ProcessEnv = process.env): Environment {
  const set = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = environmentSchema.safeParse(set);
  if (!parsed.success) throw new Error(parsed.error.issues.map((issue) => describeIssue(issue, set)).join('\n'));
  const values = parsed.data;
  const publicUrl = withoutSlash(values.PUBLIC_URL ?? localAddress(values.HOST, values.PORT));
  return {
    ...values,
    DATA_DIR: path.resolve(REPOSITORY_ROOT, values.DATA_DIR),
    PUBLIC_URL: publicUrl,
    PUBLIC_SCORING_URL: withoutSlash(values.PUBLIC_SCORING_URL ?? scoringAddress(publicUrl, values.SCORING_PORT)),
  };
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}

/** Values of these may hold a password or be one. */
const SECRET_VARIABLES = new Set(['MILLRACE_KEY', 'DATABASE_URL', 'REDIS_URL']);

function describeIssue(issue: z.core.$ZodIssue, set: Record<string, string | undefined>): string {
  const name = String(issue.path[0]);
  const seen = SECRET_VARIABLES.has(name) ? 'its value' : `"${set[name]}"`;
  return `Environment variable ${name}: ${seen} is not usable (${issue.message}). Correct it, or unset it for the default.`;
}
