'use client';

import type { Explanation } from '@millrace/pipeline-core/explain';
import { metricLabel } from '@millrace/pipeline-core/metrics';
import { useState } from 'react';
import { formatCount } from '../../lib/format-number';
import { SegmentedControl } from '../../ui/SegmentedControl';
import { Facts } from '../../ui/SentenceHeader';
import { ContributionsChart } from './ContributionsChart';
import { DependenceChart } from './DependenceChart';
import { importanceSentence } from './explain-words';
import { ImportanceSpread } from './ImportanceSpread';

type Space = 'inputs' | 'features';

/** What a model goes by: columns by what is lost without them, and how its answers change with the first of them. */
export function ExplainPanel({ explanation }: { explanation: Explanation }) {
  const { inputs, features, rows, repeats, part, dependence } = explanation;
  const [wanted, setWanted] = useState<Space>('inputs');
  const space: Space = inputs === null ? 'features' : wanted;
  const columns = space === 'inputs' && inputs !== null ? inputs : features;
  const metric = metricLabel(explanation.metric);
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center gap-3">
        <div className="mr-auto grid gap-0.5">
          <p className="text-14 font-semibold">{importanceSentence(explanation)}</p>
          <Facts
            facts={[
              explanation.title,
              formatCount(rows, `${part} row`),
              formatCount(repeats, 'shuffle'),
              'columns that tell the same share what they are worth',
            ]}
          />
        </div>
        {inputs === null ? null : (
          <SegmentedControl<Space>
            label="Which columns"
            value={space}
            onValueChange={setWanted}
            segments={[
              { value: 'inputs', label: 'Columns as they came' },
              { value: 'features', label: 'Features of the model' },
            ]}
          />
        )}
      </div>
      <ImportanceSpread
        title={space === 'inputs' ? 'What it loses without a column' : 'What it loses without a feature'}
        metric={metric}
        n={rows}
        repeats={repeats}
        columns={columns}
      />
      <ContributionsChart explanation={explanation} />
      {dependence.curves.length === 0 ? null : (
        <div className="grid gap-3 lg:grid-cols-2 2xl:grid-cols-3">
          {dependence.curves.map((curve) => (
            <DependenceChart key={curve.column} curve={curve} n={rows} unit={unitOf(explanation, curve.outputs)} />
          ))}
        </div>
      )}
    </div>
  );
}

/** What is drawn over a column. */
function unitOf({ task, target }: Explanation, outputs: readonly { name: string }[]): string {
  const classes = task === 'binary' || task === 'multiclass';
  if (!classes) return target === '' ? 'answer' : target;
  return outputs.length > 1 ? 'probability' : `probability of ${outputs[0]?.name ?? target}`;
}
