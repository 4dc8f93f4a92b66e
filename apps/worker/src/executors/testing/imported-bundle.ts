import type { GoldenRow } from '@millrace/pipeline-core/release';
import type { DuckSession } from '../../data/duckdb';
import { readBundleFacts } from '../../data/release-bundle';
import { fixtureTable, importFile, onnxFixture, type onnxFixtures } from './onnx-fixture';
import { registered } from './registered';
import type { StepRunner } from './run-steps';

/** A model that another library trained, imported and registered by the product's own steps: its bundle, and its golden rows. */
export async function importedBundle(
  name: (typeof onnxFixtures)[number],
  o: { runner: StepRunner; session: DuckSession; root: string },
): Promise<{ path: string; golden: readonly GoldenRow[] }> {
  const known = onnxFixture(name);
  const rows = await fixtureTable(o.session, o.root, known);
  const model = await importFile(o.runner, { rows, path: known.path });
  const { path } = await registered(o.runner, { model, rows, goldenRows: 40 });
  return { path, golden: (await readBundleFacts(path)).golden };
}
