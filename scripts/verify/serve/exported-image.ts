import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { ClientReport } from '../../interop/mlflow';
import type { Log } from '../../log';
import { baseImage, docker, dockerDaemon } from './docker';

export type Example = { rows: object[]; outputs: number[][] };

type Answers = z.output<typeof answersSchema>;

const key = 'a-key-of-the-verification';
const tag = 'millrace-verify-export:local';
const healthyWithin = 60_000;

/** What stands in the manifests, as options of Docker; it is asked from within, so it needs no network. */
const asInCluster = [
  ...['--network', 'none', '--read-only', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'],
  ...['--env', `API_KEYS=${key}`],
];

/** Answers of a model of classes to `/predict`. */
export const answersSchema = z.object({
  predictions: z.array(z.object({ probabilities: z.record(z.string(), z.number()) })),
});

/** Run inside the container: asks the server the rows of its standard input, with the key of its argument. */
const asking = `let body = '';
for await (const part of process.stdin) body += part;
const headers = { 'content-type': 'application/json', 'x-api-key': process.argv[1] ?? '' };
const answer = await fetch('http://127.0.0.1:' + process.env.PORT + '/predict', { method: 'POST', headers, body });
console.log(JSON.stringify({ status: answer.status, body: await answer.json() }));`;
const repliedSchema = z.object({ status: z.number(), body: z.unknown() });

/** Builds the Dockerfile of an exported folder as it stands, runs it, and looks; null where no daemon of Docker answers. */
export async function tryImage(
  o: Example & { folder: string; baseWanted: string; scratch: string; log: Log },
): Promise<ClientReport | null> {
  const daemon = await dockerDaemon();
  if (daemon === null) {
    o.log('NO DAEMON OF DOCKER ANSWERS, the image of an export is not built');
    return null;
  }
  const base = await baseImage(o.baseWanted, o);
  await docker(['build', '--tag', tag, '--build-arg', `NODE_IMAGE=${base}`, o.folder]);
  const container = await docker(['run', '--detach', ...asInCluster, tag]);
  try {
    return { version: `${daemon}, on ${base}`, checks: await look(container, o) };
  } finally {
    await docker(['rm', '--force', container]);
    await docker(['rmi', '--force', tag, ...(base === o.baseWanted ? [] : [base])]);
  }
}

async function look(container: string, { rows, outputs }: Example): Promise<ClientReport['checks']> {
  const node = (script: string, args: string[] = [], input = '') =>
    docker(['exec', '-i', container, 'node', '--input-type=module', '-e', script, ...args], input);
  const ask = async (with_: string) =>
    repliedSchema.parse(JSON.parse(await node(asking, [with_], JSON.stringify({ rows }))));
  const health = await healthOf(container);
  if (health !== 'healthy') return [told('healthy', `${health}: ${await docker(['logs', '--tail', '5', container])}`)];
  const who = await node('console.log(process.getuid(), process.getgid())');
  const wrote = await node(
    "import { writeFileSync } from 'node:fs'; try { writeFileSync('/app/x', ''); console.log('written') } catch (e) { console.log(e.code) }",
  );
  const refused = await ask('somebody-elses-key');
  const answered = await ask(key);
  await docker(['stop', container]);
  const ended = await docker(['inspect', '--format', '{{.State.ExitCode}}', container]);
  return [
    told('healthy', ''),
    told('runs as user 1000', who === '1000 1000' ? '' : `it is ${who}`),
    told('cannot write', wrote === 'EROFS' ? '' : wrote),
    told('lets nobody in without its key', refused.status === 401 ? '' : `answered ${refused.status}`),
    told('golden rows, bit for bit', differenceIn(answersSchema.parse(answered.body), outputs)),
    told('ends when told to', ended === '0' ? '' : `with ${ended}`),
  ];
}

function told(name: string, why: string): ClientReport['checks'][number] {
  return { name, ok: why === '', why };
}

async function healthOf(container: string): Promise<string> {
  const end = performance.now() + healthyWithin;
  for (;;) {
    const state = await docker(['inspect', '--format', '{{.State.Status}} {{.State.Health.Status}}', container]);
    const [status = '', health = ''] = state.split(' ');
    if (status !== 'running') return status;
    if (health === 'healthy' || performance.now() > end) return health;
    await sleep(500);
  }
}

/** The first row that is answered otherwise than it is to be; nothing where none is. */
export function differenceIn({ predictions }: Answers, outputs: readonly number[][]): string {
  if (predictions.length !== outputs.length) return `${predictions.length} answers to ${outputs.length} rows`;
  const at = predictions.findIndex((answer, row) => isOther(answer, outputs[row]));
  if (at < 0) return '';
  return `row ${at}: ${JSON.stringify(predictions[at]?.probabilities)} instead of ${JSON.stringify(outputs[at])}`;
}

/** How many rows are answered otherwise than they are to be; one that a side lacks counts as well. */
export function differencesIn({ predictions }: Answers, outputs: readonly number[][]): number {
  const missing = Math.abs(predictions.length - outputs.length);
  return (
    missing + outputs.filter((output, row) => isOther(predictions[row], output) && row < predictions.length).length
  );
}

function isOther(answer: Answers['predictions'][number] | undefined, output: readonly number[] | undefined): boolean {
  return JSON.stringify(Object.values(answer?.probabilities ?? {})) !== JSON.stringify(output);
}
