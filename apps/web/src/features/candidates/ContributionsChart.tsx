'use client';

import type { Explanation } from '@millrace/pipeline-core/explain';
import { BarChart } from '../../ui/charts';
import { contributionUnit } from './explain-words';

const shown = 15;

/** How far each feature moves single answers away from the mean; nothing where the model has no exact account of it. */
export function ContributionsChart({ explanation }: { explanation: Explanation }) {
  const { contributions } = explanation;
  if (contributions === null) return null;
  const bars = contributions.features.slice(0, shown).map(({ name, mean }) => ({ label: name, value: mean }));
  const more = contributions.features.length - bars.length;
  return (
    <BarChart
      title="How far each feature moves single answers"
      unit={contributionUnit(explanation)}
      n={contributions.rows}
      valueLabel="mean contribution, up or down"
      note={`Exact Shapley values of the trees, without their signs.${more > 0 ? ` ${more} more features move less.` : ''}`}
      bars={bars}
    />
  );
}
