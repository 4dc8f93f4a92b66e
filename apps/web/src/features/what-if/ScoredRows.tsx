'use client';

import { toCsv } from '../../lib/delimited-text';
import { downloadText } from '../../lib/download';
import { formatCount } from '../../lib/format-number';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { Table } from '../../ui/Table';
import { cellsOf, type Scored, scoresTable } from './scores-table';

/** Rows that are shown; all go along in the file. */
const shownRows = 20;

/** Scores of many rows: how many, the first of them, and all of them as a file. */
export function ScoredRows({ scored, name }: { scored: Scored; name: string }) {
  const { answers, ignored } = scored;
  const refused = answers.filter(({ ok }) => !ok).length;
  const shown = answers.slice(0, shownRows).map((answer, at) => ({ row: at + 1, cells: cellsOf(answer) }));
  const names = [...new Set(shown.flatMap(({ cells }) => [...cells.keys()]))];
  const save = () => downloadText(toCsv(scoresTable(scored)), `${name}-scores.csv`);
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center gap-3">
        <p className="mr-auto" data-testid="scored-rows">
          {`${formatCount(answers.length - refused, 'row')} scored in this browser.`}
          {ignored.length === 0 ? null : ` The model does not read ${ignored.join(', ')}; it goes along.`}
        </p>
        <Button variant="primary" onClick={save}>
          Download the scores
        </Button>
      </div>
      {refused === 0 ? null : (
        <Notice tone="warning" title={`${formatCount(refused, 'row')} refused`}>
          Why stands in the column error.
        </Notice>
      )}
      <Table
        label="Scores"
        rows={shown}
        rowId={({ row }) => String(row)}
        columns={[
          { id: 'row', header: 'Row', cell: ({ row }) => row },
          ...names.map((column) => ({
            id: column,
            header: column,
            wrap: true,
            cell: ({ cells }: (typeof shown)[number]) => String(cells.get(column) ?? ''),
          })),
        ]}
      />
      {answers.length > shownRows ? (
        <p className="text-12 text-muted">{`The first ${shownRows} are shown; the file has all.`}</p>
      ) : null}
    </div>
  );
}
