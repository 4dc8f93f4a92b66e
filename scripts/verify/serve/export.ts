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
import { attempt, type Check, skipped } from '../check';
import type { VerifyContext } from '../context';
import { claimOf, withUnshown } from './claims';
import { type Example, tryImage } from './exported-image';

const part = 'export';
const exampleSchema = z.object({ rows: z.array(z.looseObject({})), outputs: z.array(z.array(z.number())) });

/** An exported folder against what its readers take, and its image against what it says of itself. */
export async function verifyExport({ log }: VerifyContext): Promise<Check[]> {
  const image = claimOf(part, 'the Dockerfile, built and run as its manifests say');
  const claims = {
    kubernetes: claimOf(part, 'its manifests by the strict schemas of Kubernetes'),
    kserve: claimOf(part, "its InferenceService by the types of KServe's SDK"),
  };
  return withFolder('export', async (scratch) => {
    const folder = path.join(scratch, 'churn-v7');
    const example = await writeExample(scratch, folder);
    return withUnshown(part, [
      ...(await attempt(claims.kubernetes, () => checkManifests(claims, { folder, scratch, log }))),
      ...(await attempt(image, async () => {
        const report = await tryImage({ ...example, folder, baseWanted: baseOf(folder), scratch, log });
        if (report === null) return [skipped({ ...image, note: 'no daemon of Docker answers' })];
        return [judgeReport(image, report, 'Docker')];
      })),
    ]);
  });
}

/** A small model, exported by what `npm run millrace -- export` runs. */
async function writeExample(scratch: string, folder: string): Promise<Example> {
  await buildExporter();
  const program = startProgram(process.execPath, [
    await bundleProgram('apps/worker/src/export/testing/write-example.ts'),
  ]);
  try {
    const programs = path.join(REPOSITORY_ROOT, 'apps', 'worker', 'dist');
    return await program.ask(exampleSchema, { scratch: path.join(scratch, 'made'), programs, folder });
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
