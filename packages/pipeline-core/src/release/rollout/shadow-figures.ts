import { z } from 'zod';
import { addRoutedRows, noRoutedRows, type ReleaseFigures, releaseFigures, routedRowsSchema } from './release-figures';

const count = z.number().int().nonnegative();

/**
 * What a release in shadow did with copies of rows, and the champion with the same rows; of one process and minute. A copy
 * is alone: where it fails nobody else answers, so `errors` of both are the rows on which they failed, whoever answered then.
 */
export const shadowRowsSchema = z.object({
  /** Copies that were not scored, because those before them were not done yet. */
  dropped: count,
  /** Rows that both have answered, and those of them on which they agree. */
  compared: count,
  agreed: count,
  /** Rows whose answers can be measured, and the sum of their differences. */
  measured: count,
  distance: z.number().nonnegative(),
  champion: routedRowsSchema,
  challenger: routedRowsSchema,
});
export type ShadowRows = z.output<typeof shadowRowsSchema>;

export const noShadowRows: ShadowRows = {
  ...{ dropped: 0, compared: 0, agreed: 0, measured: 0, distance: 0 },
  ...{ champion: noRoutedRows, challenger: noRoutedRows },
};

/** Both together. */
export function addShadowRows(left: ShadowRows, right: ShadowRows): ShadowRows {
  return {
    dropped: left.dropped + right.dropped,
    compared: left.compared + right.compared,
    agreed: left.agreed + right.agreed,
    measured: left.measured + right.measured,
    distance: left.distance + right.distance,
    champion: addRoutedRows(left.champion, right.champion),
    challenger: addRoutedRows(left.challenger, right.challenger),
  };
}

export const shadowFiguresSchema = z.object({
  dropped: count,
  compared: count,
  agreed: count,
  /** Mean absolute difference, in units of the answer or of a probability; null where nothing could be measured. */
  meanDifference: z.number().nonnegative().nullable(),
});
export type ShadowFigures = z.output<typeof shadowFiguresSchema>;

/** `shadow`: of a step in which the challenger got copies; both then are figures of the same rows. */
export type RolloutFigures = {
  champion: ReleaseFigures;
  challenger: ReleaseFigures;
  shadow?: ShadowFigures | undefined;
};

/** Figures of a step in shadow, from its minutes. */
export function shadowFigures(minutes: readonly ShadowRows[], budgetMs: number): RolloutFigures {
  const sum = minutes.reduce(addShadowRows, noShadowRows);
  const { dropped, compared, agreed, measured, distance } = sum;
  return {
    champion: releaseFigures([sum.champion], budgetMs),
    challenger: releaseFigures([sum.challenger], budgetMs),
    shadow: { dropped, compared, agreed, meanDifference: measured === 0 ? null : distance / measured },
  };
}
