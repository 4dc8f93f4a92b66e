import { attempt, type Check, checked, skipped } from '../check';
import type { VerifyContext } from '../context';
import { type DataProject, referenceFile } from '../data/project';
import { type ReferenceBar, type ReferenceSet, referenceBar, referenceClaim, referenceSets } from './quality-claims';
import { referenceWorks } from './reference-sets';

const part = 'quality';
const patienceMs = 20 * 60_000;

/** Texts and series: what the product reaches beside the figures that the reference data comes with. */
export async function verifyReferences(context: VerifyContext, project: DataProject): Promise<Check[]> {
  const checks: Check[] = [];
  for (const set of referenceSets) {
    const claim = { part, ...referenceClaim(set) };
    checks.push(...(await attempt(claim, async () => [await checkSet(context, project, set)])));
  }
  return checks;
}

async function checkSet(context: VerifyContext, project: DataProject, set: ReferenceSet): Promise<Check> {
  const claim = { part, ...referenceClaim(set) };
  if (context.short) return skipped({ ...claim, note: 'left out by --short' });
  const work = referenceWorks[set];
  const datasets: string[] = [];
  for (const name of work.files) {
    const file = referenceFile(name);
    if (file === null) return skipped({ ...claim, note: `${name} is not beside the repository` });
    datasets.push((await project.client.upload(file, `${set} ${datasets.length + 1}`)).id);
  }
  context.log(`quality on ${set}`);
  const drawing = work.draw(datasets);
  const run = await project.runDrawing(set, drawing, { patienceMs });
  const wanted = Object.values(drawing.steps).filter(({ type }) => type === 'evaluate').length;
  const candidates = await project.judgedCandidates(run.id, wanted);
  const reference = referenceBar(set);
  const values = candidates.map(({ metrics }) => metrics.test?.[reference.metric] ?? Number.NaN);
  const names = [...new Set(candidates.map(({ type }) => type))].join(', ');
  return checked({ ...claim, ...judgeMean(reference, values), note: `${names}, ${values.length} fitted` });
}

/** The mean over all models, as near the figure of the reference data as its bar asks. */
export function judgeMean({ metric, bar }: ReferenceBar, values: readonly number[]) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const pass = metric === 'accuracy' ? mean >= bar : mean <= bar;
  return { figure: metric === 'mape' ? `${(100 * mean).toFixed(2)} %` : mean.toFixed(4), pass };
}
