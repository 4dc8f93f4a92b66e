import { createWriteStream } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { isForeign, rowsInside } from '@millrace/pipeline-core/release';
import { readBundleManifest } from '../../data/release-bundle';
import { withoutEntry } from '../../data/without-entry';
import { createLogger } from '../../logger';
import { runtimeFolder } from '../onnx-runtime-files';
import { openApiOf } from '../open-api';
import { openExported } from '../open-exported';
import { exportedFiles, type ReleaseFacts, releaseFactsSchema, titleOf } from '../release-facts';
import { containerFile } from './container-file';
import { copyOnnxRuntime, requireRuntimeHere } from './copy-onnx-runtime';
import { clusterName, manifestsOf } from './manifests';
import { readmeOf } from './readme';
import { toYaml } from './to-yaml';

const name = 'millrace-export';

export type FolderOptions = {
  facts: ReleaseFacts;
  /** The bundle as it came from the artifact store. */
  bundle: string;
  /** Folder with what `build-export.mjs` makes: the programs of the folder and their licences. */
  programs: string;
  folder: string;
  image: string;
};

/** `apart`: others made the model, so that its answers are the workbench's but for rounding. */
export type WrittenFolder = { files: string[]; goldenRows: number; apart: boolean };

/**
 * Writes an exported folder and opens it as its server will. A folder that holds an earlier export of the same model is written
 * over; one that holds anything else is refused. Returns how many proof rows were answered as in the workbench.
 */
export async function writeFolder(options: FolderOptions): Promise<WrittenFolder> {
  const { folder, programs, image } = options;
  const apart = isForeign((await readBundleManifest(options.bundle)).format);
  if (apart) requireRuntimeHere(titleOf(options.facts));
  await claimFolder(options);
  const facts = await putBundle(options);
  await writeFile(join(folder, exportedFiles.facts), `${JSON.stringify(facts, null, 2)}\n`);
  const model = await putModelProgram({ folder, programs, apart });
  const { served, goldenRows, close } = await openExported(folder, { logger: createLogger({ level: 'silent', name }) });
  close();
  const about = { signature: served.signature, example: served.example, apart };
  const texts: Record<string, string> = {
    'server.mjs': await readFile(join(programs, 'export-server.mjs'), 'utf8'),
    'LICENSES.txt': await readFile(join(programs, apart ? 'export-model-licenses.txt' : 'export-licenses.txt'), 'utf8'),
    'package.json': toJson(packageOf(facts)),
    'openapi.json': toJson(openApiOf(facts, about)),
    'README.md': readmeOf({ facts, image, ...about }),
    Dockerfile: containerFile(facts, { apart }),
    '.dockerignore': 'kubernetes\nREADME.md\n*.ndjson\n',
    ...Object.fromEntries(
      Object.entries(manifestsOf({ facts, image, apart })).map(([name, value]) => [
        `kubernetes/${name}`,
        toYaml(value),
      ]),
    ),
  };
  await mkdir(join(folder, 'kubernetes'), { recursive: true });
  for (const [name, text] of Object.entries(texts)) await writeFile(join(folder, name), text);
  return { files: [exportedFiles.bundle, exportedFiles.facts, ...model, ...Object.keys(texts)], goldenRows, apart };
}

/** What a model that others made answers through; an earlier export may have left it behind. Returns the names of its files. */
async function putModelProgram(o: { folder: string; programs: string; apart: boolean }): Promise<string[]> {
  const program = join(o.folder, exportedFiles.model);
  if (o.apart) {
    await copyFile(join(o.programs, 'export-model.mjs'), program);
    return [exportedFiles.model, ...(await copyOnnxRuntime(o.folder))];
  }
  await rm(program, { force: true });
  await rm(join(o.folder, runtimeFolder), { recursive: true, force: true });
  return [];
}

/** Puts the bundle into the folder: whole, unless it is an older one, whose held-out rows stay behind. */
async function putBundle({ facts, folder, bundle }: FolderOptions): Promise<ReleaseFacts> {
  const came = facts.sha256 ?? facts.bundle;
  const left = await withoutEntry(bundle, { name: rowsInside, sha256: came });
  await pipeline(left.open(), createWriteStream(join(folder, exportedFiles.bundle)));
  return left.sha256 === came ? facts : { ...facts, bytes: left.bytes, sha256: left.sha256 };
}

async function claimFolder({ folder, facts }: FolderOptions): Promise<void> {
  await mkdir(folder, { recursive: true });
  const present = await readdir(folder);
  if (present.length === 0) return;
  if (present.includes(exportedFiles.facts)) return refuseOther(folder, facts);
  throw new Error(
    `${folder} holds ${present.slice(0, 3).join(', ')}${present.length > 3 ? ` and ${present.length - 3} more` : ''}, expected a folder that is empty or holds an earlier export. Name another one with --to.`,
  );
}

/** The export of another model is not what anybody means to replace by this one. */
async function refuseOther(folder: string, facts: ReleaseFacts): Promise<void> {
  const text = await readFile(join(folder, exportedFiles.facts), 'utf8');
  const before = releaseFactsSchema.safeParse(jsonOf(text)).data;
  // What was cut off while it was written says nothing, and is made anew.
  if (before === undefined || before.model === facts.model) return;
  throw new Error(
    `${folder} holds an export of ${titleOf(before)}, expected a folder that is empty or holds one of ${facts.model}. Name another one with --to, or delete it.`,
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function packageOf(facts: ReleaseFacts) {
  return {
    name: clusterName(facts),
    version: `${facts.number}.0.0`,
    private: true,
    type: 'module',
    scripts: { start: 'node server.mjs', batch: 'node server.mjs batch' },
    engines: { node: '>=20.19' },
  };
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
