'use client';

import { ArrowDownUp, GitCompareArrows } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { formatCount, formatNumber } from '../../lib/format-number';
import { Button } from '../../ui/Button';
import { EmptyState } from '../../ui/EmptyState';
import { SentenceHeader } from '../../ui/SentenceHeader';
import { Switch } from '../../ui/Switch';
import { PageFrame } from '../../ui/shell/PageFrame';
import { PlaceTabs } from '../frame/PlaceTabs';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';
import { ColumnsButton } from './ColumnsButton';
import { compareHref, mostCompared } from './compare-href';
import { FilterBar } from './FilterBar';
import { HowToLog } from './HowToLog';
import type { RunGroup } from './list-items';
import { RunTable } from './RunTable';
import { SavedViews } from './SavedViews';
import { shownColumns } from './shown-columns';
import { type Look, useLook } from './use-look';
import { useRunOrder } from './use-run-list';

/** All that was tried in a project, in one list: models that pipelines trained, and runs that programs logged. */
export function ExperimentsPage() {
  const { project } = useProject();
  const look = useLook();
  const { order, columns, total, running, newer } = useRunOrder(look.look);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const described = columns.data ?? { params: [], metrics: [], tags: [] };
  const shown = shownColumns(look.look, described);
  const { filter } = look.look;
  const resort = () => void order.refetch().then(() => columns.refetch());
  return (
    <PageFrame
      fill
      crumbs={[{ label: project.name }, { label: 'Experiments' }]}
      bars={<PlaceTabs place="experiments" page="all" />}
    >
      <QueryView query={order}>
        {({ ids, groups, problem, most, mostFolded }) =>
          ids.length === 0 && filter === '' ? (
            <div className="thin-scroll min-h-0 flex-1 overflow-y-auto">
              <HowToLog />
            </div>
          ) : (
            <>
              <SentenceHeader
                sentence={sentenceOf({ total, running, filtered: filter !== '', broken: problem !== null })}
                facts={factsOf({ total, most, groups, mostFolded: look.look.apart ? null : mostFolded })}
                aside={
                  <>
                    <Chosen selected={selected} onClear={() => setSelected(new Set())} />
                    <SavedViews look={look} />
                  </>
                }
              />
              <div className="flex flex-wrap items-start gap-x-3 gap-y-2">
                <FilterBar filter={filter} problem={problem} onFilter={(next) => look.change({ filter: next })} />
                <div className="flex flex-wrap items-center gap-3">
                  <Differences look={look} />
                  <Switch
                    label="Seeds in one row"
                    checked={!look.look.apart}
                    onCheckedChange={(on) => look.change({ apart: !on })}
                  />
                  <ColumnsButton described={described} shown={shown} look={look} />
                  <Button onClick={resort} loading={order.isFetching && !order.isPlaceholderData} title={frozenTitle}>
                    <ArrowDownUp aria-hidden />
                    {newer > 0 ? `Re-sort, ${formatNumber(newer)} new` : 'Re-sort'}
                  </Button>
                </div>
              </div>
              {problem === null && ids.length > 0 ? (
                <RunTable
                  ids={ids}
                  groups={groups}
                  columns={shown}
                  look={look}
                  selected={selected}
                  onSelected={setSelected}
                />
              ) : (
                <NoHits look={look} broken={problem !== null} />
              )}
            </>
          )
        }
      </QueryView>
    </PageFrame>
  );
}

const frozenTitle = 'Figures change in place while runs go on; rows keep their order until you ask';

function sentenceOf(o: { total: number; running: number; filtered: boolean; broken: boolean }): string {
  if (o.broken) return 'This filter cannot be read yet.';
  const runs = formatCount(o.total, 'trained model or logged run', 'trained models and logged runs');
  const going = o.running === 0 ? '' : `, ${formatNumber(o.running)} of them still going`;
  if (o.filtered)
    return o.total === 1 ? `${runs} matches${going === '' ? '' : ' and is still going'}.` : `${runs} match${going}.`;
  return o.total === 1 ? `${runs} so far${going === '' ? '' : ', still going'}.` : `${runs} so far${going}.`;
}

function factsOf(o: {
  total: number;
  most: number;
  groups: readonly RunGroup[];
  /** Null where seeds are to stand apart anyway. */
  mostFolded: number | null;
}): string[] {
  const { total, most, groups, mostFolded } = o;
  const grouped = groups.reduce((sum, { size }) => sum + size, 0);
  return [
    ...(total > most ? [`The first ${formatNumber(most)} in this order are listed; a filter narrows them`] : []),
    ...(mostFolded !== null && total > mostFolded
      ? [`Seeds stand in one row in lists of up to ${formatNumber(mostFolded)} runs`]
      : []),
    ...(grouped === 0
      ? []
      : [`${formatNumber(grouped)} that differ in their seed alone stand in ${formatCount(groups.length, 'row')}`]),
  ];
}

/** Parameters that are the same everywhere say nothing; with columns of one's own the switch has nothing to choose. */
function Differences({ look }: { look: Look }) {
  return (
    <Switch
      label="Differences only"
      checked={!look.look.all && look.look.columns === null}
      disabled={look.look.columns !== null}
      onCheckedChange={(on) => look.change({ all: !on })}
    />
  );
}

function Chosen({ selected, onClear }: { selected: ReadonlySet<string>; onClear: () => void }) {
  const { slug } = useProject();
  const router = useRouter();
  if (selected.size === 0) return null;
  const many = selected.size > mostCompared;
  const fits = selected.size >= 2 && !many;
  const compare = () => router.push(compareHref(slug, [...selected]));
  return (
    <span className="flex items-center gap-2">
      <span className="text-muted tabular-nums">
        {many ? `${selected.size} chosen, ${mostCompared} can be compared` : `${selected.size} chosen`}
      </span>
      <Button variant="ghost" onClick={onClear}>
        Clear
      </Button>
      <Button variant="primary" disabled={!fits} title={fits ? undefined : 'Choose two rows or more'} onClick={compare}>
        <GitCompareArrows aria-hidden />
        Compare
      </Button>
    </span>
  );
}

function NoHits({ look, broken }: { look: Look; broken: boolean }) {
  return (
    <EmptyState
      title={broken ? 'No rows until the filter can be read' : 'No runs match'}
      detail={<code className="font-mono text-12">{look.look.filter}</code>}
      action={<Button onClick={() => look.change({ filter: '' })}>Clear the filter</Button>}
    />
  );
}
