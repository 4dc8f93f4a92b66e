import path from 'node:path';
import { type QuickstartReport, runQuickstart } from '../quickstart/run-quickstart';
import { REPOSITORY_ROOT } from '../root';
import type { BenchContext } from './context';
import type { OwnProduct } from './own-product';

export const adultTable = path.join(REPOSITORY_ROOT, '..', 'shared', 'data', 'adult', 'adult_train.csv');
export const benchProject = 'Bench';

const deployed = new WeakMap<OwnProduct, Promise<QuickstartReport>>();

/** The quickstart on adult, once per product: a model behind an endpoint, and a worker that has worked. */
export async function deployAdult(context: BenchContext): Promise<QuickstartReport> {
  const product = await context.product();
  const options = { file: adultTable, target: 'income', project: benchProject, seed: 20, rows: 100, log: context.log };
  const report = deployed.get(product) ?? runQuickstart(product, options);
  deployed.set(product, report);
  return report;
}
