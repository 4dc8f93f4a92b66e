'use client';

import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'next/navigation';
import { useState } from 'react';
import type { Outputs } from '../../client/outputs';
import { useTRPC } from '../../client/trpc';
import { useProject } from '../frame/project-context';
import type { FigureRule } from './figure-rule';
import { metricWay } from './metric-way';
import type { Way } from './pareto';

export type Compared = Outputs['experiments']['compare'];

/** What is compared, by which figure and from which baseline: all of it is part of the address. */
export function useCompared() {
  const { slug } = useProject();
  const trpc = useTRPC();
  const search = useSearchParams();
  const [params, setParams] = useState(() => new URLSearchParams(search));
  const ids = params.getAll('run');
  const query = useQuery(
    trpc.experiments.compare.queryOptions({ project: slug, ids }, { refetchInterval: 5000, enabled: ids.length > 0 }),
  );
  const set = (name: string, value: string | null) => {
    const next = new URLSearchParams(params);
    if (value === null) next.delete(name);
    else next.set(name, value);
    setParams(next);
    window.history.replaceState(window.history.state, '', `?${next}`);
  };
  const metrics = metricsOf(query.data);
  const metric = params.get('metric') ?? query.data?.paired?.metric ?? metrics[0] ?? '';
  const way: Way =
    params.get('way') === 'lower' ? 'lower' : params.get('way') === 'higher' ? 'higher' : metricWay(metric);
  const best: FigureRule = way === 'higher' ? 'high' : 'low';
  const rule: FigureRule = params.get('rule') === 'best' ? best : 'last';
  return {
    ids,
    query,
    metrics,
    metric,
    way,
    rule,
    baseline: params.get('base'),
    setMetric: (next: string) => {
      // The way of one figure is not that of another.
      const other = new URLSearchParams(params);
      other.delete('way');
      other.set('metric', next);
      setParams(other);
      window.history.replaceState(window.history.state, '', `?${other}`);
    },
    setWay: (next: Way) => set('way', next),
    setRule: (next: 'last' | 'best') => set('rule', next === 'best' ? 'best' : null),
    setBaseline: (id: string | null) => set('base', id),
  };
}

/** Figures of the compared, those of most rows first. */
function metricsOf(compared: Compared | undefined): string[] {
  const counts = new Map<string, number>();
  for (const { figures } of compared?.rows ?? []) {
    for (const key of Object.keys(figures)) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].sort(([a, m], [b, n]) => n - m || a.localeCompare(b)).map(([key]) => key);
}
