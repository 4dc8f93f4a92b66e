import type { Part, TableSchema } from '../../schema/table-schema';
import type { FoldStrategy } from '../../split/fold-receipt';
import type { SplitWay, StepContract } from '../define-step';

type Params = { strategy: string; train: number; validation: number; test: number; group?: string; time?: string };

/** How rows are handed out, as the leakage lint asks it: does chance, a group or time decide? */
export function splitWay(params: Params, table: TableSchema | null): SplitWay {
  const share = { train: params.train, validation: params.validation, test: params.test };
  const parts = (Object.keys(share) as Part[]).filter((part) => share[part] > 0); // keys of the literal above
  const named = (name: string | undefined, role: 'group' | 'time') => columnOf(table, name, role);
  const way = (by: SplitWay['by'], column?: string): SplitWay => ({
    by,
    parts,
    ...(column === undefined ? {} : { column }),
  });
  switch (params.strategy) {
    case 'grouped':
      return way('group', named(params.group, 'group'));
    case 'time-ordered':
      return way('time', named(params.time, 'time'));
    case 'sequential':
      return way('order');
    case 'expression':
      return way('rule');
    default:
      return way('chance');
  }
}

/** How rows are handed out to folds: those a fold learns from are its train rows, those it holds out its validation rows. */
export function foldWay(
  params: { strategy: FoldStrategy; group: string; time: string },
  table: TableSchema | null,
): SplitWay {
  const parts: Part[] = ['train', 'validation'];
  const way = (by: 'group' | 'time') => {
    const column = columnOf(table, params[by], by);
    return { by, parts, ...(column === undefined ? {} : { column }) };
  };
  switch (params.strategy) {
    case 'k-fold':
    case 'stratified':
      return { by: 'chance', parts };
    case 'grouped':
      return way('group');
    case 'time-series':
      return way('time');
  }
}

/** Settings of folds that keep a group together or put time in order. */
export const foldsBy: NonNullable<StepContract['splits']>['by'] = ({ by, column }) =>
  by === 'group'
    ? [{ params: { strategy: 'grouped', group: column }, sorted: false }]
    : [{ params: { strategy: 'time-series', time: column }, sorted: false }];

/** The column named, else the one with the role. */
function columnOf(table: TableSchema | null, name: string | undefined, role: 'group' | 'time'): string | undefined {
  const column = name ?? '';
  return column === '' ? table?.columns.find((candidate) => candidate.role === role)?.name : column;
}

/** Settings that keep a group together or put time in order, the best first; what this version cannot is skipped. */
export const splitBy: NonNullable<StepContract['splits']>['by'] = ({ by, column }) =>
  by === 'group'
    ? [{ params: { strategy: 'grouped', group: column }, sorted: false }]
    : [
        { params: { strategy: 'time-ordered', time: column }, sorted: false },
        { params: { strategy: 'sequential' }, sorted: true },
      ];
