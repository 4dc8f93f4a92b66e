import { z } from 'zod';
import { parseKeys } from './allowed-keys';

const environmentSchema = z.object({
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  /** Keys that callers may have, parted by commas or spaces: as they are, or as sha256:HEX. */
  API_KEYS: z
    .string()
    .transform((text, context) => {
      const { hashes, problem } = parseKeys(text);
      if (problem !== null) context.addIssue({ code: 'custom', message: problem });
      return hashes;
    })
    .optional(),
  /** Answers everybody who reaches the address, on whichever it listens. */
  OPEN_TO_ALL: z.enum(['yes', 'no']).default('no'),
  /** A file that every prediction is appended to, one JSON object a line. */
  PREDICTIONS_FILE: z.string().min(1).optional(),
  /** Memory cap of the process of a model that others made, in megabytes; from the size of its bundle where it is not set. */
  MODEL_MEGABYTES: z.coerce.number().int().min(64).optional(),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
});
export type ServerEnvironment = z.output<typeof environmentSchema>;

const loopback: ReadonlySet<string> = new Set(['127.0.0.1', '::1', 'localhost']);

/** Settings of an exported server, all optional. Throws one sentence for each that is wrong, without values: they may be keys. */
export function readServerEnvironment(values: Record<string, string | undefined> = process.env): ServerEnvironment {
  // An empty variable is one that is not set: container files cannot always leave it out.
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));
  const parsed = environmentSchema.safeParse(given);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`These settings are not usable. ${lines.join('; ')}.`);
  }
  const { HOST, API_KEYS, OPEN_TO_ALL } = parsed.data;
  if (API_KEYS === undefined && OPEN_TO_ALL === 'no' && !loopback.has(HOST)) {
    throw new Error(
      `HOST is ${HOST}, where other machines reach this server, and there are no API_KEYS, so everybody would be answered. Set API_KEYS, or OPEN_TO_ALL=yes if something in front of it lets only the right callers in.`,
    );
  }
  return parsed.data;
}
