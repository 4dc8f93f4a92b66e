/*
 * Writes the folder of `npm run millrace -- export` from a bundle that was fetched:
 * `export.mjs --facts FILE --bundle FILE --to FOLDER [--image NAME] [--features-from-caller]`.
 */
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readJson } from '../../data/archive-entry';
import { bundlePlace, readFacts } from '../../data/open-bundle';
import { readBundleFiles } from '../../data/release-bundle';
import { messageOf } from '../../scoring/message-of';
import { releaseFactsSchema, titleOf } from '../release-facts';
import { clusterName } from './manifests';
import { refusalOf } from './refuse-export';
import { whatItIs } from './what-it-is';
import { writeFolder } from './write-folder';

/** As the API tells them; whether callers send features is decided here. */
const fetchedSchema = releaseFactsSchema.omit({ v: true, lookups: true });

async function exportRelease(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      facts: { type: 'string', default: '' },
      bundle: { type: 'string', default: '' },
      to: { type: 'string', default: '' },
      image: { type: 'string' },
      'features-from-caller': { type: 'boolean', default: false },
    },
  });
  const fetched = fetchedSchema.parse(JSON.parse(await readFile(values.facts, 'utf8')));
  const title = titleOf(fetched);
  const { manifest, files } = await readBundleFiles(values.bundle);
  const refusal = refusalOf(manifest, { title, lookupsSent: values['features-from-caller'] });
  if (refusal !== null) throw new Error(refusal);
  const looksUp = manifest.signature.inputs.some(({ lookup }) => lookup !== undefined);
  const { goldenRows, apart } = await writeFolder({
    facts: { v: 1, ...fetched, lookups: looksUp ? 'sent' : 'none' },
    bundle: values.bundle,
    folder: values.to,
    programs: dirname(fileURLToPath(import.meta.url)),
    image: values.image ?? `${clusterName(fetched)}:v${fetched.number}`,
  });
  console.log(
    [
      whatItIs({ ...readFacts(files), evaluation: readJson(files, 'evaluation.json', bundlePlace) }),
      `${title} is in ${values.to}; ${goldenRows} proof rows were answered ${apart ? 'as in the workbench, but for rounding' : 'bit for bit as in the workbench'}.`,
      `Run it with: node ${values.to}/server.mjs`,
    ].join('\n'),
  );
}

try {
  await exportRelease(process.argv.slice(2));
} catch (error) {
  console.error(`[export] ${messageOf(error)}`);
  process.exitCode = 1;
}
