import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { withFolder } from '../bench/context';
import { installPythonPeer, PeerMissingError } from '../bench/peers';
import type { Log } from '../log';
import { projectKey } from '../quickstart/project-key';
import { runQuickstart } from '../quickstart/run-quickstart';
import { REPOSITORY_ROOT } from '../root';
import type { RunningProduct } from '../supervisor/ensure-running';
import { type Check, skipped } from '../verify/check';
import type { VerifyContext } from '../verify/context';
import { runCommand } from '../verify/run-command';
import type { Claim } from '../verify/unshown';
import { clientReportSchema, judgeReport } from './mlflow';
import { mixedTable, numbersTable } from './oip-tables';

const folder = path.join(REPOSITORY_ROOT, 'scripts', 'interop');
const project = 'Protocols';

type PartClaim = Claim & { part: string };
type Claims = { triton: PartClaim; mlflow: PartClaim; rows: PartClaim };

/** Checks of oip-client.py by the claim that they belong to; all others are of Triton's client. */
const checksOf: Record<string, keyof Claims> = {
  mlflow_scoring: 'mlflow',
  rows_of_the_native_protocol: 'rows',
};

/** Two models are trained and deployed, and the unmodified clients of Triton and MLflow ask them. */
export async function runClients(context: VerifyContext, claims: Claims): Promise<Check[]> {
  const python = await installClients(context.log);
  if (typeof python !== 'string') {
    return Object.values(claims).map((claim) => skipped({ ...claim, note: `no clients: ${python.message}` }));
  }
  const product = await context.product();
  return withFolder('oip', async (scratch) => {
    const table = mixedTable(2_000, context.seed);
    const mixed = await deploy(product, context, { scratch, name: 'mixed', csv: table.csv, target: 'churn' });
    const prices = numbersTable(1_000, context.seed);
    const numbers = await deploy(product, context, { scratch, name: 'numbers', csv: prices.csv, target: 'price' });
    const { key } = await projectKey(product, project);
    const rows = table.rows.slice(0, 1_000);
    const urlOf = (endpoint: string) => `${product.scoringUrl}/serve/${endpoint}/predict`;
    const given = {
      mixed: { rows, answers: await askNatively({ url: urlOf(mixed), key, rows }, classSchema) },
      numbers: {
        rows: prices.rows,
        answers: await askNatively({ url: urlOf(numbers), key, rows: prices.rows }, numberSchema),
      },
    };
    const files = { rows: path.join(scratch, 'rows.json'), report: path.join(scratch, 'report.json') };
    writeFileSync(files.rows, JSON.stringify(given));
    const variables = {
      MILLRACE_SCORING: new URL(product.scoringUrl).host,
      MILLRACE_KEY: key,
      MILLRACE_MIXED: mixed,
      MILLRACE_NUMBERS: numbers,
      MILLRACE_ROWS: files.rows,
      MILLRACE_REPORT: files.report,
    };
    await runCommand(python, [path.join(folder, 'oip-client.py')], { folder: scratch, variables });
    return judgeClients(claims, clientReportSchema.parse(JSON.parse(readFileSync(files.report, 'utf8'))));
  });
}

/** One line per claim, from the checks that belong to it. */
export function judgeClients(claims: Claims, { version, checks }: z.output<typeof clientReportSchema>): Check[] {
  const names = ['triton', 'mlflow', 'rows'] as const;
  return names.map((name) => {
    const own = checks.filter((check) => (checksOf[check.name] ?? 'triton') === name);
    return judgeReport(claims[name], { version, checks: own }, 'tritonclient');
  });
}

type Table = { scratch: string; name: string; csv: string; target: string };

/** Name of the endpoint that answers in the end. */
async function deploy(product: RunningProduct, { log, seed }: VerifyContext, o: Table): Promise<string> {
  const file = path.join(o.scratch, `${o.name}.csv`);
  writeFileSync(file, o.csv);
  log(`a model of ${o.name}.csv`);
  const report = await runQuickstart(product, { file, target: o.target, name: o.name, project, seed, rows: 10, log });
  const slug = report.endpoint?.split('/').pop();
  if (slug === undefined) throw new Error(`no endpoint answers for ${o.name}.csv`);
  return slug;
}

const classSchema = z.object({ prediction: z.string(), probabilities: z.record(z.string(), z.number()) });
const numberSchema = z.object({ prediction: z.number() });

async function askNatively<T>(o: { url: string; key: string; rows: readonly object[] }, answer: z.ZodType<T>) {
  const response = await fetch(o.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${o.key}` },
    body: JSON.stringify({ rows: o.rows }),
  });
  if (!response.ok) throw new Error(`The endpoint answered ${response.status}: ${await response.text()}`);
  return z.object({ predictions: z.array(answer) }).parse(await response.json()).predictions;
}

/** Python of the environment that holds the clients; why there is none, where pip cannot install them. */
async function installClients(log: Log): Promise<string | PeerMissingError> {
  return installPythonPeer('scoring-clients', clientPackages(), log).catch((error: unknown) => {
    if (!(error instanceof PeerMissingError)) throw error;
    log(`TRITON'S CLIENT CANNOT BE HAD, it is not run: ${error.message}`);
    return error;
  });
}

/** The packages of `oip-requirements.txt`, each with its one version. */
export function clientPackages(): string[] {
  const lines = readFileSync(path.join(folder, 'oip-requirements.txt'), 'utf8').split('\n');
  return lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
}
