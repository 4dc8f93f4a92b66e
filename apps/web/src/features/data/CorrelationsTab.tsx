'use client';

import type { AssociationPair, AssociationReport } from '@millrace/pipeline-core/profile';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../../client/trpc';
import { formatCount, formatNumber, formatPercent } from '../../lib/format-number';
import { Card, CardBody, CardHeader } from '../../ui/Card';
import { EmptyState } from '../../ui/EmptyState';
import { SegmentedControl } from '../../ui/SegmentedControl';
import { Table } from '../../ui/Table';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';
import { columnsText, fitsAddress } from './address-text';
import { ColumnChooser } from './ColumnChooser';
import { columnsAtOnce } from './columns-at-once';
import { type MatrixCell, PairMatrix } from './PairMatrix';
import { PairView } from './PairView';
import { measureNames, pairWords } from './pair-words';
import { useColumnsInAddress } from './use-in-address';

const mapColumns = 60;
const notInAddress = 'Their names are too long for the address of this page, which opens without them.';
type Pair = { a: string; b: string };
type Measure = 'pearson' | 'spearman' | 'missing';

/**
 * Which columns go together; a cell opens the two against each other. Of a wide table the first ones, or those that are
 * chosen. Leaving the page ends the computation.
 */
export function CorrelationsTab({ table, columns }: { table: string; columns: readonly string[] }) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const [named, setChosen] = useColumnsInAddress('columns');
  const known = new Set(columns);
  const chosen = named.filter((name) => known.has(name)).slice(0, columnsAtOnce);
  const query = useQuery(
    trpc.artifacts.associations.queryOptions(
      { project: slug, table, ...(chosen.length < 2 ? {} : { columns: chosen }) },
      { staleTime: Number.POSITIVE_INFINITY, trpc: { abortOnUnmount: true } },
    ),
  );
  return (
    <div className="grid gap-3">
      {columns.length > mapColumns ? (
        <div className="grid gap-1">
          <ColumnChooser label="Choose columns" columns={columns} chosen={chosen} onChange={setChosen} />
          <p className="text-12 text-muted">
            {lookedAt(chosen.length, query.data)}
            {fitsAddress(columnsText(chosen)) ? '' : ` ${notInAddress}`}
          </p>
        </div>
      ) : null}
      <QueryView query={query}>{(report) => <Correlations table={table} report={report} />}</QueryView>
    </div>
  );
}

/** Which columns of many are held against each other. */
function lookedAt(chosen: number, report: AssociationReport | undefined): string {
  if (chosen === 1) return 'Choose one more to hold these columns against each other alone.';
  if (chosen > 1) return `The ${chosen} columns chosen, against each other.`;
  const beyond = report?.beyond.length ?? 0;
  if (beyond === 0) return 'All columns; choose some to see them alone.';
  return `The first columns; ${formatCount(beyond, 'more column was', 'more columns were')} not looked at. Choose those that matter.`;
}

function Correlations({ table, report }: { table: string; report: AssociationReport }) {
  const [measure, setMeasure] = useState<Measure>('pearson');
  const [chosen, setChosen] = useState<Pair | null>(null);
  const choose = (a: string, b: string) => setChosen({ a, b });
  if (report.columns.length < 2)
    return (
      <EmptyState
        title="Nothing to hold against each other"
        detail="It takes two columns with repeated values or numbers."
      />
    );
  const missing = measure === 'missing';
  const small = report.columns.length <= mapColumns;
  return (
    <div className="grid items-start gap-3 lg:grid-cols-[minmax(0,1fr)_minmax(340px,42%)]">
      <Card>
        <CardHeader title={missing ? 'Missing together' : 'Columns that go together'} />
        <CardBody>
          <div className="flex flex-wrap items-center gap-3">
            <SegmentedControl
              label="Measure"
              value={measure}
              onValueChange={setMeasure}
              segments={[
                { value: 'pearson', label: 'Pearson' },
                { value: 'spearman', label: 'Spearman' },
                { value: 'missing', label: 'Missing together' },
              ]}
            />
            <span className="text-12 text-muted">{rowsText(report)}</span>
          </div>
          {missing ? (
            <MissingMap report={report} chosen={chosen} onChoose={choose} />
          ) : small ? (
            <PairMatrix
              label="Columns that go together"
              names={report.columns.map(({ name }) => name)}
              cells={report.pairs.map((pair) => cellOf(pair, measure))}
              chosen={chosen}
              onChoose={choose}
            />
          ) : (
            <RankedPairs pairs={report.pairs} onChoose={choose} />
          )}
          <p className="text-12 text-muted">
            {missing
              ? 'Rows where both are missing, as a share of those where either is.'
              : 'Two numbers: Pearson or Spearman. Two categories: Cramér’s V. One of each: correlation ratio.'}
            {report.left.length === 0
              ? ''
              : ` Left out: ${report.left.slice(0, 8).join(', ')}${report.left.length > 8 ? ' …' : ''}.`}
          </p>
        </CardBody>
      </Card>
      {chosen === null ? (
        <EmptyState title="Choose a cell" detail="The two columns are drawn against each other here." />
      ) : (
        <PairView
          key={`${chosen.a} ${chosen.b}`}
          table={table}
          a={chosen.a}
          b={chosen.b}
          figure={figureOf(report, chosen)}
        />
      )}
    </div>
  );
}

/** The figure of a pair; of two columns that are only missing together there is none. */
function figureOf({ pairs }: AssociationReport, { a, b }: Pair): string | null {
  const pair = pairs.find((one) => (one.a === a && one.b === b) || (one.a === b && one.b === a));
  return pair === undefined ? null : pairWords(pair);
}

function rowsText({ rows, ofRows }: AssociationReport): string {
  return rows >= ofRows
    ? `all ${ofRows.toLocaleString('en')} rows`
    : `sample of ${rows.toLocaleString('en')} rows of ${ofRows.toLocaleString('en')}`;
}

function cellOf(pair: AssociationPair, measure: Measure): MatrixCell {
  const value = measure === 'spearman' && pair.spearman !== null ? pair.spearman : pair.value;
  const kind = measure === 'spearman' && pair.spearman !== null ? 'Spearman' : measureNames[pair.kind];
  return {
    a: pair.a,
    b: pair.b,
    value,
    text: `${kind} ${formatNumber(value, 3)}, ${pair.rows.toLocaleString('en')} rows`,
  };
}

function MissingMap(props: {
  report: AssociationReport;
  chosen: Pair | null;
  onChoose: (a: string, b: string) => void;
}) {
  const { gaps, gapPairs } = props.report;
  if (gaps.length === 0)
    return <EmptyState title="No cell is missing" detail="There is nothing to be missing together." />;
  const [only] = gaps;
  if (gaps.length === 1 && only !== undefined)
    return <EmptyState title={`Only ${only.name} has gaps`} detail="It takes two columns with gaps to compare." />;
  return (
    <PairMatrix
      label="Missing together"
      names={gaps.map(({ name }) => name)}
      cells={gapPairs.map(({ a, b, both, either }) => ({
        a,
        b,
        value: either === 0 ? 0 : both / either,
        text: `both missing in ${both.toLocaleString('en')} rows, ${formatPercent(both / Math.max(1, either))} of those where either is`,
      }))}
      chosen={props.chosen}
      onChoose={props.onChoose}
    />
  );
}

/** Too many columns for a map: the strongest pairs by rank. */
function RankedPairs(props: { pairs: readonly AssociationPair[]; onChoose: (a: string, b: string) => void }) {
  return (
    <Table
      label="Strongest pairs"
      rows={props.pairs.slice(0, 100)}
      rowId={({ a, b }) => `${a}\n${b}`}
      onRowClick={({ a, b }) => props.onChoose(a, b)}
      columns={[
        { id: 'pair', header: 'Columns', cell: ({ a, b }) => `${a} and ${b}` },
        { id: 'kind', header: 'Measure', cell: ({ kind }) => measureNames[kind] },
        { id: 'value', header: 'Value', align: 'right', cell: ({ value }) => formatNumber(value, 3) },
      ]}
    />
  );
}
