import {
  type BisectSetup,
  type KindLoss,
  type LossKind,
  lossByKind,
  type Verdict,
} from '@millrace/pipeline-core/bisect';
import { formatCount, formatFixed } from '../../lib/format-number';
import { Table, type TableColumn } from '../../ui/Table';
import { kindWords, shareWords } from './bisect-words';

/** The loss summed by kind of difference. A kind is chosen, by mouse or keyboard, to see its parts alone; again, and all are back. */
export function LossByKind(props: {
  setup: Pick<BisectSetup, 'differences'>;
  verdict: Verdict;
  chosen: LossKind | null;
  onChosen: (kind: LossKind | null) => void;
}) {
  const { setup, verdict, chosen, onChosen } = props;
  const kinds = lossByKind(setup, verdict);
  const columns: TableColumn<KindLoss>[] = [
    { id: 'kind', header: 'Kind', cell: ({ kind }) => kindWords[kind] },
    { id: 'loss', header: 'Loss', align: 'right', cell: ({ loss }) => formatFixed(loss) },
    { id: 'share', header: 'Share', align: 'right', cell: ({ loss }) => shareWords(loss, verdict.loss) },
  ];
  return (
    <Table
      label="Loss by kind of difference"
      rows={kinds}
      rowId={({ kind }) => kind}
      rowName={({ kind, parts }) =>
        chosen === kind
          ? `${kindWords[kind]}: show all parts again`
          : `${kindWords[kind]}: show only ${formatCount(parts.length, 'part')} of this kind`
      }
      rowHeight={44}
      columns={columns}
      onRowClick={({ kind }) => onChosen(chosen === kind ? null : kind)}
      rowClassName={({ kind }) => (chosen === kind ? '[&>td]:bg-selected' : '')}
    />
  );
}
