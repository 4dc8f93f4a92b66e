import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { withFolder } from '../../bench/context';
import { startProgram } from '../../bench/program';
import { bundleProgram } from '../../bundle-program';
import { buildExporter } from '../../export/exporter';
import { checkManifests } from '../../interop/manifests';
import { judgeReport } from '../../interop/mlflow';
import { REPOSITORY_ROOT } from '../../root';
import { attempt, type Check, checked, skipped } from '../check';
import type { VerifyContext } from '../context';
import { claimOf, withUnshown } from './claims';
import { answersSchema, differencesIn, type Example, tryImage } from './exported-image';
import { withExported } from './exported-server';
import { verifyTested } from './tested';

const part = 'export';
const exampleSchema = z.object({ rows: z.array(z.looseObject({})), outputs: z.array(z.array(z.number())) });

/** An exported folder against what its readers take, its image against what it says of itself, and a model in ONNX against an endpoint. */
export async function verifyExport(context: VerifyContext): Promise<Check[]> {
  const { log } = context;
  const image = claimOf(part, 'the Dockerfile, built and run as its manifests say');
  const onnx = claimOf(part, '1,000 rows of a model in ONNX: the exported server as an endpoint');
  const claims = {
    kubernetes: claimOf(part, 'its manifests by the strict schemas of Kubernetes'),
    kserve: claimOf(part, "its InferenceService by the types of KServe's SDK"),
  };
  return withFolder('export', async (scratch) => {
    await buildExporter();
    const folder = path.join(scratch, 'churn-v7');
    const example = await writeExample(scratch, { folder, format: 'tree-ensemble' });
    return withUnshown(part, [
      ...(await attempt(claims.kubernetes, () => checkManifests(claims, { folder, scratch, log }))),
      ...(await attempt(image, async () => {
        const report = await tryImage({ ...example, folder, baseWanted: baseOf(folder), scratch, log });
        if (report === null) return [skipped({ ...image, note: 'no daemon of Docker answers' })];
        return [judgeReport(image, report, 'Docker')];
      })),
      ...(await attempt(onnx, async () => [await checkOnnx(onnx, scratch)])),
      ...(await verifyTested(part, context)),
    ]);
  });
}

/** A model in ONNX: what an endpoint answers, in a process of its own, against its exported server over HTTP. */
async function checkOnnx(claim: ReturnType<typeof claimOf>, scratch: string): Promise<Check> {
  const folder = path.join(scratch, 'onnx-v7');
  const { rows, outputs } = await writeExample(scratch, { folder, format: 'onnx' });
  const answers = await withExported(folder, async (url) => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${url}/predict`, { method: 'POST', headers, body: JSON.stringify({ rows }) });
    if (!response.ok) throw new Error(`the exported server answered ${response.status}: ${await response.text()}`);
    return answersSchema.parse(await response.json());
  });
  const count = differencesIn(answers, outputs);
  return checked({ ...claim, figure: `${count} differences in ${outputs.length} rows`, pass: count === 0 });
}

/** A small model, exported by what `npm run millrace -- export` runs. */
async function writeExample(scratch: string, o: { folder: string; format: string }): Promise<Example> {
  const modelProgram = await bundleProgram('apps/worker/src/scoring/apart/main.ts');
  const program = startProgram(process.execPath, [
    await bundleProgram('apps/worker/src/export/testing/write-example.ts'),
  ]);
  try {
    const programs = path.join(REPOSITORY_ROOT, 'apps', 'worker', 'dist');
    return await program.ask(exampleSchema, { scratch: path.join(scratch, 'made'), programs, modelProgram, ...o });
  } finally {
    await program.close();
  }
}

/** The image that the Dockerfile is built on unless it is told another. */
function baseOf(folder: string): string {
  const [, name] = /^ARG NODE_IMAGE=(\S+)$/m.exec(readFileSync(path.join(folder, 'Dockerfile'), 'utf8')) ?? [];
  if (name === undefined) throw new Error('the Dockerfile of an export names no NODE_IMAGE');
  return name;
}
