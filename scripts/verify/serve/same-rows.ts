import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { withFolder } from '../../bench/context';
import { buildExporter, writeExport } from '../../export/exporter';
import { fetchRelease } from '../../export/fetch-release';
import { findChromium } from '../../find-chromium';
import { mixedTable, numbersTable } from '../../interop/oip-tables';
import { projectKey } from '../../quickstart/project-key';
import { runQuickstart } from '../../quickstart/run-quickstart';
import { type Check, checked, skipped } from '../check';
import type { VerifyContext } from '../context';
import type { Claim } from '../unshown';
import { type Answer, answerSchema, askNatively, type Row, scoreBatch } from './asked-ways';
import { answerInBrowser } from './browser-answers';
import { withExported } from './exported-server';

const project = 'Same rows';
const rowsCompared = 1_000;

type PartClaim = Claim & { part: string };
/**
 * A model of classes and one of numbers answer the same rows online, as a batch over /api/v1, as an exported server, and in
 * a browser.
 */
export async function verifySameRows(
  context: VerifyContext,
  claims: { batch: PartClaim; exported: PartClaim; browser: PartClaim },
): Promise<Check[]> {
  const product = await context.product();
  return withFolder('same-rows', async (scratch) => {
    const mixed = mixedTable(2_000, context.seed);
    const numbers = numbersTable(rowsCompared, context.seed);
    const tables: { name: string; csv: string; target: string; rows: Row[] }[] = [
      { name: 'mixed', csv: mixed.csv, target: 'churn', rows: mixed.rows.slice(0, rowsCompared) },
      { name: 'numbers', csv: numbers.csv, target: 'price', rows: numbers.rows },
    ];
    await buildExporter();
    const executablePath = await findChromium(context.log);
    const differences = { batch: 0, exported: 0, browser: 0 };
    for (const { name, csv, target, rows } of tables) {
      const file = path.join(scratch, `${name}.csv`);
      writeFileSync(file, csv);
      context.log(`a model of ${name}.csv`);
      const report = await runQuickstart(product, {
        file,
        target,
        name,
        project,
        seed: context.seed,
        rows: 10,
        log: context.log,
      });
      const slug = report.endpoint?.split('/').pop();
      if (slug === undefined || report.release === null) throw new Error(`no endpoint answers for ${name}.csv`);
      const { key } = await projectKey(product, project);
      const native = await askNatively(`${product.scoringUrl}/serve/${slug}/predict`, { rows, key });
      const source = { webUrl: product.webUrl, key };
      differences.batch += different(
        native,
        await scoreBatch(source, { endpoint: slug.split('.').pop() ?? slug, name, rows }),
      );
      const [bundle, facts] = [path.join(scratch, `${name}.tar`), path.join(scratch, `${name}.json`)];
      const release = await fetchRelease(source, { release: report.release, file: bundle });
      writeFileSync(facts, JSON.stringify(release));
      const folder = path.join(scratch, `${name}-exported`);
      if ((await writeExport({ facts, bundle, folder, featuresFromCaller: false })) !== 0)
        throw new Error(`${report.release} was not exported`);
      const exported = await withExported(folder, (url) => askNatively(`${url}/predict`, { rows, key: null }));
      differences.exported += different(native, exported);
      if (executablePath === null) continue;
      const { webUrl } = product;
      const inBrowser = await answerInBrowser({ executablePath, webUrl, release, bundle, rows });
      differences.browser += different(native, z.array(answerSchema).parse(inBrowser));
    }
    const of = `${tables.length} models, ${rowsCompared.toLocaleString('en')} rows each`;
    const check = (way: keyof typeof claims) =>
      checked({ ...claims[way], figure: `${differences[way]} differences`, pass: differences[way] === 0, note: of });
    const browser =
      executablePath === null ? skipped({ ...claims.browser, note: 'there is no Chromium here' }) : check('browser');
    return [check('batch'), check('exported'), browser];
  });
}

/** Rows that are answered otherwise, to the last bit of each number; a row that one side lacks counts as well. */
export function different(one: readonly Answer[], other: readonly Answer[]): number {
  const length = Math.max(one.length, other.length);
  return Array.from({ length }, (_, at) => !isSame(one[at], other[at])).filter(Boolean).length;
}

function isSame(one: Answer | undefined, other: Answer | undefined): boolean {
  if (one === undefined || other === undefined || one.prediction !== other.prediction) return false;
  const [a, b] = [Object.entries(one.probabilities ?? {}), other.probabilities ?? {}];
  return a.length === Object.keys(b).length && a.every(([name, share]) => b[name] === share);
}
