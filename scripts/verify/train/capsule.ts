import { spawn } from 'node:child_process';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type RunShape, runShape } from '@millrace/pipeline-core/api';
import { z } from 'zod';
import { callApi } from '../../bench/api';
import { plainEnvironment } from '../../plain-environment';
import { projectKey } from '../../quickstart/project-key';
import { REPOSITORY_ROOT } from '../../root';
import { attempt, type Check, checked } from '../check';
import type { VerifyContext } from '../context';
import { drawSteps } from '../data/draw';
import { judgeTested, runUnitTests } from '../unit-tests';
import type { Claim } from '../unshown';
import { trainClaims, withUnshown } from './claims';
import { verifyTested } from './tested';

const part = 'capsule';
const patienceMs = 120_000;
const breakpoint = path.join(REPOSITORY_ROOT, 'apps', 'worker', 'src', 'debug', 'testing', 'hit-breakpoint.mjs');
const whyTests = 'packages/pipeline-core/src/why/why-failed.test.ts';

/** Steps of a run, opened by the command that its page copies. */
export async function verifyCapsule(context: VerifyContext): Promise<Check[]> {
  const [inspector, again, why] = trainClaims.capsule.map((claim) => ({ part, ...claim }));
  if (inspector === undefined || again === undefined || why === undefined) throw new Error('the claims are gone');
  const run = await failedRun(context);
  const dataDir = (await context.product()).dataDir;
  return withUnshown(part, [
    ...(await attempt(inspector, async () => [await inspectFailed(inspector, { run, dataDir })])),
    ...(await attempt(again, async () => [await runAgain(again, { run, dataDir })])),
    ...(await attempt(why, async () => {
      const tests = [{ file: whyTests, name: /^planted among/ }];
      return judgeTested(part, [{ ...why, tests }], await runUnitTests([whyTests]));
    })),
    ...(await verifyTested(part, context)),
  ]);
}

/** Trains, and fails beside it: a filter that lets no row through. */
async function failedRun(context: VerifyContext): Promise<RunShape> {
  const product = await context.product();
  const { key } = await projectKey(product, 'Capsule');
  const { call, createPipeline } = callApi({ webUrl: product.webUrl, key });
  const pipeline = await createPipeline(
    'Capsule',
    drawSteps({
      data: { type: 'sample-data', params: { sample: 'churn', rows: 1000 } },
      split: { type: 'split-rows', from: { table: 'data.table' } },
      trees: {
        type: 'gradient-boosted-trees',
        params: { target: 'churned', rounds: 20 },
        from: { rows: 'split.split' },
      },
      evaluate: { type: 'evaluate', from: { model: 'trees.model', rows: 'split.split' } },
      old: { type: 'filter-rows', params: { condition: 'age > 1000' }, from: { table: 'data.table' } },
    }),
  );
  let run = await call(runShape, `/pipelines/${pipeline}/runs`, {});
  const end = Date.now() + patienceMs;
  while (run.status === 'running' && Date.now() < end) {
    await sleep(200);
    run = await call(runShape, `/runs/${run.id}`);
  }
  if (run.status !== 'failed') throw new Error(`the run is ${run.status}, though a step of it cannot work`);
  return run;
}

type Place = { run: RunShape; dataDir: string };
type Told = Claim & { part: string };

async function inspectFailed(claim: Told, { run, dataDir }: Place): Promise<Check> {
  const step = run.steps.find(({ status }) => status === 'failed');
  const hits: Promise<Ended>[] = [];
  const ended = await debug([`${run.id}-${step?.idx}`], {
    dataDir,
    onText(text) {
      const [address] = /ws:\/\/\S+/.exec(text) ?? [];
      if (address === undefined || hits.length > 0) return;
      const line = ['executors/apply-plan.ts', 'const table = requireTable(job, port)'];
      hits.push(start([...webSocketFlag(), breakpoint, address, ...line]));
    },
  });
  const told = await stopOf(hits[0]);
  const same = ended.text.includes(`same error ${step?.error?.code}`);
  const figure = `${told}, then ${same ? 'the same error' : 'another end'}`;
  return checked({ ...claim, figure, pass: same && told.startsWith('stopped in') });
}

const hitSchema = z.object({ file: z.string(), line: z.number(), title: z.literal('old') });

/** Where the debugger held the step, whose name it read there. */
async function stopOf(hit: Promise<Ended> | undefined): Promise<string> {
  if (hit === undefined) return 'no inspector';
  const { code, text } = await hit;
  if (code !== 0) return `no stop: ${text.trim().slice(-200)}`;
  const { file, line } = hitSchema.parse(JSON.parse(text));
  return `stopped in ${file}:${line}`;
}

/** Node 20 has the client behind a flag. */
function webSocketFlag(): string[] {
  return 'WebSocket' in globalThis ? [] : ['--experimental-websocket'];
}

async function runAgain(claim: Told, { run, dataDir }: Place): Promise<Check> {
  const wrong: string[] = [];
  for (const { idx, title } of run.steps) {
    const { code, text } = await debug([`${run.id}-${idx}`, '--run'], { dataDir });
    if (code !== 0 || !/^same (bytes|error) /m.test(text)) wrong.push(`${title}: ${text.trim().slice(-300)}`);
  }
  const figure = `${run.steps.length - wrong.length} of ${run.steps.length} steps`;
  return checked({
    ...claim,
    figure,
    pass: wrong.length === 0,
    ...(wrong.length === 0 ? {} : { note: wrong.join('; ') }),
  });
}

type Ended = { code: number | null; text: string };

function debug(args: string[], o: { dataDir: string; onText?: (all: string) => void }): Promise<Ended> {
  return start([path.join(REPOSITORY_ROOT, 'scripts', 'millrace.mjs'), 'debug', ...args], o);
}

function start(args: string[], o: { dataDir?: string; onText?: (all: string) => void } = {}): Promise<Ended> {
  const variables = o.dataDir === undefined ? {} : { DATA_DIR: o.dataDir };
  const child = spawn(process.execPath, args, { cwd: REPOSITORY_ROOT, env: { ...plainEnvironment(), ...variables } });
  const end = () => child.kill('SIGTERM');
  process.once('exit', end);
  let text = '';
  const hear = (piece: Buffer) => {
    text += piece.toString();
    o.onText?.(text);
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      process.off('exit', end);
      resolve({ code, text });
    });
  });
}
