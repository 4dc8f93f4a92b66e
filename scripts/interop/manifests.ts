import { readFileSync } from 'node:fs';
import path from 'node:path';
import { installPythonPeer, PeerMissingError } from '../bench/peers';
import type { Log } from '../log';
import { REPOSITORY_ROOT } from '../root';
import { type Check, skipped } from '../verify/check';
import { runCommand } from '../verify/run-command';
import type { Claim } from '../verify/unshown';
import { clientReportSchema, judgeReport } from './mlflow';

const home = path.join(REPOSITORY_ROOT, 'scripts', 'interop');

type PartClaim = Claim & { part: string };
export type ManifestClaims = { kubernetes: PartClaim; kserve: PartClaim };

/** Holds the manifests of an exported folder against the schemas of Kubernetes and the types of KServe; needs no cluster. */
export async function checkManifests(
  claims: ManifestClaims,
  o: { folder: string; scratch: string; log: Log },
): Promise<Check[]> {
  const python = await installSchemas(o.log);
  if (typeof python !== 'string')
    return Object.values(claims).map((claim) => skipped({ ...claim, note: `no schemas: ${python.message}` }));
  const report = path.join(o.scratch, 'manifests.json');
  const variables = { MILLRACE_FOLDER: path.join(o.folder, 'kubernetes'), MILLRACE_REPORT: report };
  await runCommand(python, [path.join(home, 'manifests.py')], { folder: o.scratch, variables });
  const { version, checks } = clientReportSchema.parse(JSON.parse(readFileSync(report, 'utf8')));
  const of = (reader: keyof ManifestClaims) => checks.filter(({ name }) => name.startsWith(`${reader} `));
  return [
    judgeReport(claims.kubernetes, { version, checks: of('kubernetes') }, 'kubernetes-validate'),
    judgeReport(claims.kserve, { version, checks: of('kserve') }, 'kubernetes-validate'),
  ];
}

/** Python of the environment that holds the schemas; why there is none, where pip cannot install them. */
async function installSchemas(log: Log): Promise<string | PeerMissingError> {
  const lines = readFileSync(path.join(home, 'manifests-requirements.txt'), 'utf8').split('\n');
  const packages = lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
  return installPythonPeer('manifests', packages, log).catch((error: unknown) => {
    if (!(error instanceof PeerMissingError)) throw error;
    log(`THE SCHEMAS OF KUBERNETES CANNOT BE HAD, manifests are not checked: ${error.message}`);
    return error;
  });
}
