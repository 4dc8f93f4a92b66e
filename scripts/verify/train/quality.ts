import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import type { BenchProgram } from '../../bench/program';
import { installTrainPeers, startTrainPeer } from '../../bench/train-peers';
import { attempt, type Check, checked, skipped } from '../check';
import type { VerifyContext } from '../context';
import { type DataProject, openProject, referenceFile } from '../data/project';
import { withUnshown } from './claims';
import { type Judged, judgePair } from './judge-pair';
import { prepareSet } from './prepare-set';
import { drawnCharacters, qualityClaim, type TabularSet, tabularSets } from './quality-claims';
import { qualityDrawing } from './quality-drawing';
import { checkImages } from './quality-images';
import { verifyReferences } from './quality-reference';
import { answersOfRun, chosenModel, exportParts } from './quality-rows';
import { type GivenPart, qualitySets, shortSets } from './quality-sets';

const part = 'quality';
const threads = 2;
const factsSchema = z.object({ versions: z.string(), kernels: z.string() });
const peerSchema = z.object({
  name: z.string(),
  model: z.string(),
  seconds: z.number(),
  classes: z.array(z.string()).nullable(),
  rows: z.array(z.number()),
  values: z.array(z.array(z.number())),
});
const fitSchema = z.object({ peers: z.array(peerSchema) });
type PeerAnswers = z.output<typeof peerSchema>;

/** Real texts and series beside figures, and real tables: the product splits them, its peers learn from the rows it gives out, and both answer its test rows. */
export async function verifyQuality(context: VerifyContext): Promise<Check[]> {
  const project = await openProject(context, 'Quality');
  const images = await attempt({ part, ...drawnCharacters }, async () => [await checkImages(context, project)]);
  const references = await verifyReferences(context, project);
  return withUnshown(part, [...(await besidePeers(context, project)), ...references, ...images]);
}

async function besidePeers(context: VerifyContext, project: DataProject): Promise<Check[]> {
  const python = await installTrainPeers(context.log);
  if (typeof python !== 'string') {
    const note = `the peers are not there: ${python.message}`;
    return tabularSets.map((set) => skipped({ part, ...qualityClaim(set), note }));
  }
  const peer = startTrainPeer({ python, script: 'train-reference.py', threads });
  const folder = mkdtempSync(path.join(os.tmpdir(), 'millrace-quality-'));
  try {
    const { versions, kernels } = await peer.ask(factsSchema, { do: 'facts' });
    context.log(`beside ${versions}; ${kernels}`);
    const checks: Check[] = [];
    for (const set of tabularSets) {
      const claim = { part, ...qualityClaim(set) };
      checks.push(...(await attempt(claim, async () => [await checkSet({ context, project, peer, folder }, set)])));
    }
    return checks.map((check) => withVersions(check, versions));
  } finally {
    await peer.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

type Sides = { context: VerifyContext; project: DataProject; peer: BenchProgram; folder: string };

async function checkSet(sides: Sides, name: TabularSet): Promise<Check> {
  const { context, project, peer, folder } = sides;
  const claim = { part, ...qualityClaim(name) };
  if (context.short && !shortSets.includes(name)) return skipped({ ...claim, note: 'left out by --short' });
  const file = writeTable(name, folder);
  if (typeof file !== 'string') return skipped({ ...claim, note: `${file.missing} is not beside the repository` });
  context.log(`quality on ${name}`);
  const set = qualitySets[name];
  const dataset = await project.client.upload(file, name);
  const run = await project.runDrawing(name, qualityDrawing(set, dataset.id));
  const ours = await answersOfRun(project, { run, target: set.target });
  const files = await exportParts(project, { run, folder });
  const { peers } = await peer.ask(fitSchema, peerRequest(name, files));
  const judged = peers.map((one) => ({ peer: one, ...judgePair({ ours, theirs: one, seed: context.seed }) }));
  return checkOf(claim, { judged, model: await chosenModel(project, run), rows: ours.rows.length });
}

/** The clean table of a set as a file; what is missing of the reference data. */
function writeTable(name: TabularSet, folder: string): string | { missing: string } {
  const set = qualitySets[name];
  const files: { name: string; text: string }[] = [];
  for (const one of set.files) {
    const found = referenceFile(one);
    if (found === null) return { missing: one };
    files.push({ name: one, text: readFileSync(found, 'utf8') });
  }
  const file = path.join(folder, 'table.csv');
  writeFileSync(file, prepareSet(set, files));
  return file;
}

function peerRequest(name: TabularSet, files: Record<GivenPart, string>): object {
  const { task, target, drop } = qualitySets[name];
  return { do: 'fit', task, target, drop, ...files };
}

type JudgedPeer = Judged & { peer: PeerAnswers };

/** The line of a set: ours beside the best peer. Each peer has chosen its model on validation rows, as we have. */
function checkOf(
  claim: { part: string; claim: string; bar: string },
  { judged, model, rows }: { judged: readonly JudgedPeer[]; model: string; rows: number },
): Check {
  const best = judged.reduce<JudgedPeer | null>(
    (most, one) => (most === null || scoreOf(one) > scoreOf(most) ? one : most),
    null,
  );
  if (best === null) throw new Error('no peer answered');
  const others = judged.map(({ peer, theirs }) => `${peer.name} (${peer.model}) ${figure(theirs)}`);
  const [low, high] = best.gap.interval ?? [Number.NaN, Number.NaN];
  return checked({
    ...claim,
    figure: `${figure(best.ours)}, ${best.peer.name} ${figure(best.theirs)}: ${figure(best.gap.difference)} [${figure(low)}, ${figure(high)}]`,
    pass: best.pass,
    note: `ours is ${model}; ${others.join(', ')}; ${rows} test rows`,
  });
}

function figure(value: number | null): string {
  return value === null || Number.isNaN(value) ? '-' : value.toFixed(4);
}

function withVersions(check: Check, versions: string): Check {
  if (check.verdict === 'skipped') return check;
  return { ...check, note: check.note === undefined ? versions : `${check.note}; ${versions}` };
}

function scoreOf({ theirs }: Judged): number {
  return theirs ?? Number.NEGATIVE_INFINITY;
}
