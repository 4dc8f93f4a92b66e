import type { StoredColumn } from '@millrace/pipeline-core/features';
import type { Column } from '@millrace/pipeline-core/schema';
import type { Recommends } from '../runtimes/model-runtime';
import type { DuckSession } from './duckdb';
import { freeName } from './free-name';
import { type ComputedColumn, loadComputed } from './join-columns';
import type { OpenModel } from './model-file';
import { predictedCode } from './predicted-class';
import { readRecommended } from './recommended';
import type { TableScores } from './score-table';
import { quoteName, quoteText } from './sql-text';
import { datasetMeta } from './table-meta';
import { outputPath, type TableOutput, tableOutputs, writeTable } from './table-store';
import { reservedIn, type TableView } from './table-view';

/**
 * Writes answers as a table: row number, part, ids, the true target if wanted, `prediction`, and the probability of
 * each class, the ends of a forecast's interval, or the list that is recommended (JSON) and where it comes from. One row
 * per row of the table, in its order.
 */
export async function writePredictions(
  job: { session: DuckSession; folder: string },
  options: {
    model: OpenModel;
    table: TableView;
    scored: TableScores;
    actual: boolean;
    probabilities: boolean;
    threshold?: number;
  },
): Promise<TableOutput[]> {
  const { model, table, scored } = options;
  const { classes, target } = model.manifest;
  const computed = computedColumns(options);
  await loadComputed(job.session, { table: 'answers', rowNumbers: scored.rowNumbers, columns: computed });
  const ids = table.meta.columns.filter((column) => column.role === 'id');
  const truth = options.actual ? scored.from.columns.filter((column) => column.name === target) : [];
  const kept = [...ids.filter(({ name }) => name !== target), ...truth];
  const recommends = model.scorer.recommends !== undefined;
  const prediction: Column = {
    name: freeName('prediction', kept),
    type: classes === undefined && !recommends ? 'number' : 'text',
    role: 'feature',
  };
  const probabilities = (classes ?? []).map(
    (name): Column => ({ name: freeName(`probability_${name}`, kept), type: 'number', role: 'feature' }),
  );
  const ends = model.manifest.task === 'forecast' ? intervalEnds(kept) : [];
  const lists = recommends ? listColumns(kept) : [];
  const made = [prediction, ...(options.probabilities ? probabilities : []), ...ends, ...lists];
  const cells = [
    ...reservedIn(table.meta).map((name) => `t.${quoteName(name)}`),
    ...kept.map(({ name }) => `t.${quoteName(name)}`),
    `${ends.length > 0 ? knownNumber('a.p0') : predictionSql(classes)} AS ${quoteName(prediction.name)}`,
    ...(options.probabilities ? probabilities.map(({ name }, at) => `a.p${at} AS ${quoteName(name)}`) : []),
    ...ends.map(({ name }, at) => `${knownNumber(`a.p${at + 1}`)} AS ${quoteName(name)}`),
    ...lists.map(({ name }, at) => `a.p${at + 1} AS ${quoteName(name)}`),
  ];
  const columns = [
    ...kept,
    ...made.map((column): StoredColumn => ({ ...column, sqlType: column.type === 'text' ? 'VARCHAR' : 'DOUBLE' })),
  ];
  // Rows stay in the order of the file, which need not be that of their numbers.
  const place = quoteName(freeName('__at', [...table.meta.columns, ...scored.from.columns]));
  const path = outputPath(job.folder, 'predictions');
  const written = await writeTable(job.session, {
    query: `SELECT ${cells.join(', ')} FROM (SELECT *, row_number() OVER () AS ${place} FROM ${relationWithIds(options, ids)}) t
      JOIN answers a USING (__row) ORDER BY t.${place}`,
    path,
    columns,
  });
  const meta = datasetMeta({ rows: written.rows, columns: written.columns, batches: table.meta.batches });
  return tableOutputs(
    'predictions',
    path,
    table.meta.split === undefined ? meta : { ...meta, split: table.meta.split },
  );
}

function listColumns(kept: readonly { name: string }[]): Column[] {
  const names = ['recommendations', 'recommended_from'];
  return names.map((name): Column => ({ name: freeName(name, kept), type: 'text', role: 'feature' }));
}

/** The first item, the list as JSON, and whether it comes from what the user had; rows of a user share their texts. */
function recommendedColumns(recommends: Recommends, { scores, outputs, rows }: TableScores): ComputedColumn[] {
  const known = new Map<string, (string | null)[]>();
  const textsOf = (row: number): (string | null)[] => {
    const answer = scores.subarray(row * outputs, (row + 1) * outputs);
    const key = answer.join();
    const before = known.get(key);
    if (before !== undefined) return before;
    const { from, items } = readRecommended(recommends, answer);
    const texts = [items[0] === undefined ? null : String(items[0].item), JSON.stringify(items), from];
    known.set(key, texts);
    return texts;
  };
  const lists = Array.from({ length: rows }, (_, row) => textsOf(row));
  return [0, 1, 2].map(
    (at): ComputedColumn => ({ name: `p${at}`, type: 'VARCHAR', values: lists.map((texts) => texts[at] ?? null) }),
  );
}

/** Where the values of a forecast should lie. */
function intervalEnds(kept: readonly { name: string }[]): Column[] {
  const names = ['prediction_low', 'prediction_high'];
  return names.map((name): Column => ({ name: freeName(name, kept), type: 'number', role: 'feature' }));
}

/** A forecast has no answer beyond its steps: that cell is missing. */
function knownNumber(cell: string): string {
  return `CASE WHEN isnan(${cell}) THEN NULL ELSE ${cell} END`;
}

/** The target as the model knows it may have been made by its plan; ids come from the table itself. */
function relationWithIds(
  { table, scored }: { table: TableView; scored: TableScores },
  ids: readonly StoredColumn[],
): string {
  const present = new Set(scored.from.columns.map(({ name }) => name));
  return ids.every(({ name }) => present.has(name)) ? scored.from.relation : table.relation;
}

function computedColumns(options: { model: OpenModel; scored: TableScores; threshold?: number }): ComputedColumn[] {
  const { recommends } = options.model.scorer;
  if (recommends !== undefined) return recommendedColumns(recommends, options.scored);
  const { scores, outputs, rows } = options.scored;
  const column = (at: number) =>
    Float64Array.from({ length: rows }, (_, row) => scores[row * outputs + at] ?? Number.NaN);
  if (options.model.manifest.classes === undefined) {
    const length = options.model.manifest.task === 'forecast' ? outputs : 1;
    return Array.from({ length }, (_, at): ComputedColumn => ({ name: `p${at}`, type: 'DOUBLE', values: column(at) }));
  }
  const codes = Int32Array.from({ length: rows }, (_, row) =>
    predictedCode(scores.subarray(row * outputs, (row + 1) * outputs), options.model.manifest, options.threshold),
  );
  const probabilities = Array.from(
    { length: outputs },
    (_, at): ComputedColumn => ({ name: `p${at}`, type: 'DOUBLE', values: column(at) }),
  );
  return [{ name: 'code', type: 'INTEGER', values: codes }, ...probabilities];
}

function predictionSql(classes: readonly string[] | undefined): string {
  if (classes === undefined) return 'a.p0';
  return `list_extract([${classes.map(quoteText).join(', ')}], a.code + 1)`;
}
