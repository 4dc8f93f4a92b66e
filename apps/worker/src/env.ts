import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);

/** Everything the worker is told from outside; parsed once at start. */
const environmentSchema = z.object({
  DATABASE_URL: z.string().min(1, 'the address of the Postgres database'),
  /** Queues run on Redis when given, else on Postgres. */
  REDIS_URL: z.string().min(1).optional(),
  DATA_DIR: z.string().min(1).default('.data'),
  HOST: z.string().min(1).default('127.0.0.1'),
  SCORING_PORT: port.default(3001),
  DATA_SERVICE_PORT: port.default(3002),
  /** Requests a second that one API key may send to one scoring process; 0: no limit. */
  SCORING_REQUESTS_PER_SECOND: z.coerce.number().nonnegative().default(0),
  /** Memory of each process that answers for one release, in megabytes. */
  SCORING_MODEL_MEGABYTES: z.coerce.number().int().min(64).default(1024),
  /** How many days predictions are kept. A table holds a day of them, and each look at one may have to ask all tables. */
  PREDICTION_DAYS: z.coerce.number().int().min(1).max(1100).default(90),
  /** Secret shared by the processes of this installation. */
  INTERNAL_TOKEN: z.string().min(16, 'at least 16 characters'),
  /** Key of the installation; webhooks are signed with a key made from it. */
  MILLRACE_KEY: z
    .string()
    .min(16)
    .refine((key) => !key.startsWith('mr_'), 'begins as API keys do; those belong in MILLRACE_API_KEY')
    .optional(),
  /** `yes` lets webhooks go to private addresses; for tests and closed networks. */
  WEBHOOK_ALLOW_PRIVATE: z.enum(['yes', 'no']).default('no'),
  /** Hosts (alone or with a port, parted by commas) that sources may read although their address is private. */
  PRIVATE_HOSTS: z.string().optional(),
  /** Folders (parted like PATH, or by commas) below which sources may watch for files. */
  WATCH_ROOTS: z.string().optional(),
  /** Python environments that steps may use: `name=/path/to/python` or `name=/folder/of/a/venv`, parted by commas. */
  PYTHON_ENVS: z
    .string()
    .regex(/^\s*[\w.-]+=[^,=]+(,\s*[\w.-]+=[^,=]+)*$/, 'name=/path/to/python, parted by commas')
    .optional(),
  /** Whether Python may run: where it can be fenced in, in any case, or never. */
  ALLOW_PYTHON: z.enum(['fenced', 'yes', 'no']).default('fenced'),
  /** Where python3 is looked for when nothing is named. */
  PATH: z.string().default(''),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
});
export type Environment = z.output<typeof environmentSchema>;

/** Parses the environment. Throws one sentence per variable that is missing or wrong. */
export function readEnvironment(values: Record<string, string | undefined> = process.env): Environment {
  // An empty variable is one that is not set: shells and container files cannot always leave it out.
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));
  const parsed = environmentSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`The environment of the worker is not complete. ${lines.join('; ')}`);
}

/** What bringing a step of a run into a folder needs. */
const fetchSchema = environmentSchema.pick({ DATABASE_URL: true, DATA_DIR: true });

export function readFetchEnvironment(): z.output<typeof fetchSchema> {
  return fetchSchema.parse(process.env);
}

/** What executing such a step may need: the secret and the reach of a source. */
const capsuleEnvironmentSchema = environmentSchema
  .pick({ PRIVATE_HOSTS: true, WATCH_ROOTS: true })
  .extend({ MILLRACE_STEP_SECRET: z.string().min(1).optional() });

export function readCapsuleEnvironment(): z.output<typeof capsuleEnvironmentSchema> {
  return capsuleEnvironmentSchema.parse(process.env);
}
