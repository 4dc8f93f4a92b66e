/** writes a release as a folder that answers with Node alone: npm run millrace -- export MODEL@VERSION --project NAME [--to FOLDER] */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { parseReleaseReference } from '@millrace/pipeline-core/release';
import { runTasks } from '../build';
import { buildExporter, writeExport } from '../export/exporter';
import { fetchRelease } from '../export/fetch-release';
import { withSource } from '../export/release-source';
import { createLog } from '../log';

export async function run(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      to: { type: 'string' },
      project: { type: 'string' },
      image: { type: 'string' },
      'features-from-caller': { type: 'boolean', default: false },
    },
  });
  const release = positionals.join(' ').trim();
  if (parseReleaseReference(release) === null) {
    throw new Error(
      `${release === '' ? 'Say which release' : `"${release}" names no release`}: npm run millrace -- export churn@7 --project NAME [--to FOLDER]; also "churn v7", churn@champion, or an id.`,
    );
  }
  const log = createLog('export', console.error);
  const { MILLRACE_URL: url, MILLRACE_API_KEY: key } = process.env;
  const temporary = await mkdtemp(path.join(tmpdir(), 'millrace-export-'));
  try {
    const bundle = path.join(temporary, 'bundle.tar');
    const facts = path.join(temporary, 'facts.json');
    const found = await withSource({ url, key, project: values.project, log }, (source) =>
      fetchRelease(source, { release, file: bundle }),
    );
    await writeFile(facts, JSON.stringify(found));
    await runTasks(['generate'], { output: 'stderr' });
    await buildExporter();
    const folder = path.resolve(process.env.INIT_CWD ?? '.', values.to ?? `${found.model}-v${found.number}`);
    process.exitCode = await writeExport({
      ...{ facts, bundle, folder, image: values.image },
      featuresFromCaller: values['features-from-caller'],
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
