'use client';

import { useMemo } from 'react';
import { EmptyState } from '../../ui/EmptyState';
import { SegmentedControl } from '../../ui/SegmentedControl';
import { Select } from '../../ui/Select';
import { SentenceHeader } from '../../ui/SentenceHeader';
import { PageFrame } from '../../ui/shell/PageFrame';
import { TextLink } from '../../ui/TextLink';
import { CompareWorse } from '../bisect/CompareWorse';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';
import { CompareCurves } from './CompareCurves';
import { CompareFigures } from './CompareFigures';
import { CompareJudged } from './CompareJudged';
import { CompareParallel } from './CompareParallel';
import { CompareScatter } from './CompareScatter';
import { compareGoesBy } from './compare-goes-by';
import { withDistinctNames } from './distinct-names';
import { figureOf } from './figure-rule';
import { metricWords } from './metric-words';
import type { Way } from './pareto';
import { type Compared, useCompared } from './use-compared';
import { type Contender, winnerWords } from './winner-words';

/** Two to twenty runs side by side: who is best and how sure that is, then figures, settings, curves. */
export function ComparePage() {
  const { slug, project } = useProject();
  const compared = useCompared();
  const { ids, query } = compared;
  return (
    <PageFrame
      crumbs={[{ label: project.name }, { label: 'Experiments', href: `/p/${slug}/experiments` }, { label: 'Compare' }]}
    >
      {ids.length < 2 ? (
        <EmptyState
          title="Choose two runs or more to compare"
          detail={<TextLink href={`/p/${slug}/experiments`}>Tick them in the list and press Compare</TextLink>}
        />
      ) : (
        <QueryView query={query}>{(data) => <Comparison data={data} compared={compared} />}</QueryView>
      )}
    </PageFrame>
  );
}

function Comparison({ data, compared }: { data: Compared; compared: ReturnType<typeof useCompared> }) {
  const { metrics, metric, way, rule, baseline } = compared;
  const { paired } = data;
  const rows = useMemo(() => withDistinctNames(data.rows), [data.rows]);
  const contenders = useMemo(
    () =>
      rows.map((row): Contender => {
        const figure = figureOf(row, metric, rule);
        const { id, name, state } = row;
        const whose = { part: figure?.part ?? null, rows: figure?.rows ?? null };
        return { id, name, value: figure?.value ?? null, ...whose, running: state === 'running' };
      }),
    [rows, metric, rule],
  );
  const { sentence, facts } = winnerWords({ contenders, metric, way, baseline, paired });
  const goesBy = compareGoesBy(contenders);
  const gone = data.missing === 0 ? [] : [`${data.missing} of those chosen are not there any more`];
  if (metrics.length === 0) {
    return (
      <EmptyState
        title="None of these runs has a figure yet"
        detail="Figures appear when they are logged or evaluated."
      />
    );
  }
  return (
    <>
      <SentenceHeader sentence={sentence} facts={[...facts, ...gone]} />
      <CompareWorse rows={rows} values={contenders} way={way} />
      <Choices compared={compared} />
      {goesBy === '' ? null : <p className="text-12 text-muted">{goesBy}</p>}
      <CompareFigures
        rows={rows}
        metrics={metrics}
        metric={metric}
        rule={rule}
        baseline={baseline}
        onBaseline={compared.setBaseline}
      />
      <CompareParallel rows={rows} metric={metric} rule={rule} best={bestOf(contenders, way)} />
      <div className="grid min-w-0 gap-3 lg:grid-cols-2">
        <CompareCurves rows={rows} curves={data.curves} metric={metric} />
        <CompareScatter rows={rows} metrics={metrics} metric={metric} way={way} rule={rule} />
      </div>
      <CompareJudged rows={rows} baseline={baseline} />
    </>
  );
}

function bestOf(contenders: readonly Contender[], way: Way): string | null {
  let best: { id: string; value: number } | null = null;
  for (const { id, value } of contenders) {
    if (value === null || !Number.isFinite(value)) continue;
    if (best === null || (way === 'higher' ? value > best.value : value < best.value)) best = { id, value };
  }
  return best?.id ?? null;
}

function Choices({ compared }: { compared: ReturnType<typeof useCompared> }) {
  const { metrics, metric, way, rule } = compared;
  return (
    <div className="flex flex-wrap items-center gap-2">
      <span className="text-12 text-muted">By</span>
      <div className="w-52">
        <Select
          label="Figure"
          value={metric}
          onValueChange={compared.setMetric}
          options={metrics.map((value) => ({ value, label: metricWords(value) }))}
        />
      </div>
      <SegmentedControl
        label="Better"
        value={way}
        onValueChange={compared.setWay}
        segments={[
          { value: 'higher', label: 'Higher is better' },
          { value: 'lower', label: 'Lower is better' },
        ]}
      />
      <SegmentedControl
        label="Of a series"
        value={rule === 'last' ? 'last' : 'best'}
        onValueChange={compared.setRule}
        segments={[
          { value: 'last', label: 'Last value' },
          { value: 'best', label: 'Best value' },
        ]}
      />
    </div>
  );
}
