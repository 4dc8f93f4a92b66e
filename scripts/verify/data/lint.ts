import type { DatasetShape } from '@millrace/pipeline-core/api';
import { factsOf } from '@millrace/pipeline-core/profile';
import { findLeaks, inferSchemas } from '@millrace/pipeline-core/validate';
import { checkLeakCorpus } from '@millrace/pipeline-core/validate/leak-corpus';
import { attempt, type Check, checked, skipped } from '../check';
import type { VerifyContext } from '../context';
import { drawSteps } from './draw';
import { type DataProject, openProject, referenceFile } from './project';

const part = 'lint';
/** Of wrong drawings, and of right ones; together twice as many. */
const leastDrawings = 30;
/** The rules that accuse a column of knowing the answer. */
const accusing = ['target-in-feature', 'target-rebuilt', 'feature-tells-target', 'known-afterwards'];

type RealFile = { name: string; file: string; target: string; leaks: string[] };

const realFiles: RealFile[] = [
  { name: 'bike-sharing', file: 'bike-sharing/hour.csv', target: 'cnt', leaks: ['casual', 'registered'] },
  { name: 'bank-marketing', file: 'bank-marketing/bank-full.csv', target: 'y', leaks: ['duration'] },
  { name: 'adult', file: 'adult/adult_train.csv', target: 'income', leaks: [] },
  { name: 'telco-churn', file: 'telco-churn/Telco-Customer-Churn.csv', target: 'Churn', leaks: [] },
  { name: 'california-housing', file: 'california-housing/housing.csv', target: 'median_house_value', leaks: [] },
];

/** The lint on its corpus of drawings, and on real tables as they come out of an upload. */
export async function verifyLint(context: VerifyContext): Promise<Check[]> {
  const checks = corpusChecks();
  const project = await openProject(context, 'Lint');
  for (const real of realFiles) {
    context.log(`lint on ${real.name}`);
    const claim = { part, claim: claimOf(real), bar: barOf(real) };
    checks.push(...(await attempt(claim, async () => [await checkReal(project, real)])));
  }
  return checks;
}

function corpusChecks(): Check[] {
  const { wrong, right, failures } = checkLeakCorpus();
  const note = failures.length === 0 ? {} : { note: failures.slice(0, 5).join('; ') };
  const line = (claim: string, o: { done: number; of: number; least?: number }) => {
    const { done, of, least = leastDrawings } = o;
    const pass = of >= least && done === of;
    return checked({ part, claim, figure: `${done}/${of}`, bar: `all of >= ${least}`, pass, ...note });
  };
  return [
    line('lint corpus: wrong drawings are found, right ones stay quiet', {
      done: wrong.found + right.quiet,
      of: wrong.all + right.all,
      least: 2 * leastDrawings,
    }),
    line('wrong drawings of the corpus are found', { done: wrong.found, of: wrong.all }),
    line('the rewrite of each turns its drawing quiet', { done: wrong.mended, of: wrong.all }),
    line('right drawings of the corpus stay quiet', { done: right.quiet, of: right.all }),
  ];
}

function claimOf({ name, leaks }: RealFile): string {
  return leaks.length === 0 ? `${name}: no column is accused` : `${name}: ${leaks.join(' + ')} flagged`;
}

function barOf({ leaks }: RealFile): string {
  return leaks.length === 0 ? 'quiet' : `exactly ${leaks.join(', ')}`;
}

/** What the lint says of "all columns into a model" over the uploaded file. */
async function checkReal(project: DataProject, real: RealFile): Promise<Check> {
  const claim = { part, claim: claimOf(real), bar: barOf(real) };
  const file = referenceFile(real.file);
  if (file === null) return skipped({ ...claim, note: `${real.file} is not beside the repository` });
  const dataset = await project.client.upload(file, real.name);
  const found = await lintOf(project, dataset, real.target);
  const accused = found
    .filter(({ issue }) => accusing.includes(issue.code))
    .flatMap(({ issue }) => (issue.about ?? '').split(', '));
  const others = [...new Set(found.map(({ issue }) => issue.code).filter((code) => !accusing.includes(code)))];
  const note = others.length === 0 ? {} : { note: `also said of the drawing: ${others.join(', ')}` };
  const pass = accused.toSorted().join() === real.leaks.toSorted().join();
  return checked({ ...claim, figure: accused.join(', ') || 'quiet', pass, ...note });
}

async function lintOf(project: DataProject, { id, batch }: DatasetShape, target: string) {
  const document = drawSteps({
    data: { type: 'dataset', params: { dataset: id } },
    split: { type: 'split-rows', from: { table: 'data.table' } },
    trees: { type: 'gradient-boosted-trees', params: { target }, from: { rows: 'split.split' } },
  });
  const references = { data: { data: { rows: batch.rows, split: false, columns: batch.columns } } };
  const facts = { data: [factsOf(await project.profile(batch.table, target))] };
  return findLeaks({ document, schemas: inferSchemas({ document, references }), facts });
}
