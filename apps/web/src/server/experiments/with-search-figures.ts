import type { ListedRun, SearchFigure } from '@millrace/db';
import { inSearch } from '@millrace/pipeline-core/search';

type Model = { id: string; modelHash: string; validationRows: number };

/**
 * The compared with what searches judged them by, where one of them has no figure but that. Beside figures of evaluations
 * these have a key of their own: they are of rows that chose the model, and no figure of rows kept for the end is ranked
 * among them.
 */
export function withSearchFigures(
  rows: readonly ListedRun[],
  { models, searched }: { models: readonly Model[]; searched: readonly SearchFigure[] },
): ListedRun[] {
  const byModel = new Map<string, SearchFigure>(searched.map((figure) => [figure.model, figure]));
  const modelOf = new Map(models.map((model) => [model.id, model]));
  const found = rows.map((row) => {
    const model = modelOf.get(row.id);
    const figure = model === undefined ? undefined : byModel.get(model.modelHash);
    return { row, figure, part: (model?.validationRows ?? 0) > 0 ? 'validation' : 'held out' };
  });
  const wanting = new Set(
    found.flatMap(({ row, figure }) =>
      figure !== undefined && row.figures[figure.metric] === undefined ? figure.metric : [],
    ),
  );
  return found.map(({ row, figure, part }) => {
    if (figure === undefined || !wanting.has(figure.metric)) return row;
    const { metric, value, rows: judged } = figure;
    const taken = rows.some(({ figures }) => figures[metric] !== undefined);
    const by = { last: value, low: value, high: value };
    const steps = { lastStep: null, lowStep: null, highStep: null };
    const own = { ...by, ...steps, intervalLow: null, intervalHigh: null, part, rows: judged };
    return { ...row, figures: { ...row.figures, [taken ? inSearch(metric) : metric]: own } };
  });
}
