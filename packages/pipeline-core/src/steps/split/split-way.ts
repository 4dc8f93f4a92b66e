import type { Part, TableSchema } from '../../schema/table-schema';
import type { SplitWay, StepContract } from '../define-step';

type Params = { strategy: string; train: number; validation: number; test: number; group?: string; time?: string };

/** How rows are handed out, as the leakage lint asks it: does chance, a group or time decide? */
export function splitWay(params: Params, table: TableSchema | null): SplitWay {
  const share = { train: params.train, validation: params.validation, test: params.test };
  const parts = (Object.keys(share) as Part[]).filter((part) => share[part] > 0); // keys of the literal above
  const named = (name: string | undefined, role: 'group' | 'time') => {
    const column = name ?? '';
    return column === '' ? table?.columns.find((candidate) => candidate.role === role)?.name : column;
  };
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

/** Settings that keep a group together or put time in order, the best first; what this version cannot is skipped. */
export const splitBy: NonNullable<StepContract['splits']>['by'] = ({ by, column }) =>
  by === 'group'
    ? [{ params: { strategy: 'grouped', group: column }, sorted: false }]
    : [
        { params: { strategy: 'time-ordered', time: column }, sorted: false },
        { params: { strategy: 'sequential' }, sorted: true },
      ];
