'use client';

import { useRouter, useSearchParams } from 'next/navigation';
import type { Outputs } from '../../client/outputs';
import { type TabItem, Tabs } from '../../ui/Tabs';
import { BatchesTab } from './BatchesTab';
import { CorrelationsTab } from './CorrelationsTab';
import { LineageTab } from './LineageTab';
import { ProfileTab } from './ProfileTab';
import { QualityHistory } from './QualityHistory';
import { RejectsTab } from './RejectsTab';
import { TableTab } from './TableTab';
import { useFindings } from './use-findings';
import { WarningsList } from './WarningsList';

type Answer = Outputs['datasets']['get'];
type Batch = NonNullable<Answer['batch']>;

/** The tab the address names. */
export function useDatasetTab(): { tab: string; open: (tab: string) => void } {
  const router = useRouter();
  const search = useSearchParams();
  const open = (next: string) => {
    const params = new URLSearchParams(search);
    params.set('tab', next);
    router.replace(`?${params}`, { scroll: false });
  };
  return { tab: search.get('tab') ?? 'table', open };
}

/** What is known of one batch, view by view. */
export function DatasetTabs(props: {
  dataset: Answer['dataset'];
  batch: Batch;
  batches: Answer['batches'];
  usedBy: Answer['usedBy'];
  /** Left out where the person may not draw a pipeline. */
  onStart?: (() => void) | undefined;
}) {
  const { dataset, batch, batches, usedBy, onStart } = props;
  const { tab, open } = useDatasetTab();
  const findings = useFindings({ kind: 'dataset', dataset: dataset.id }, batch.profile.warnings);
  return (
    <>
      <Tabs
        label="Dataset"
        value={tab}
        onValueChange={open}
        tabs={tabsOf({ batch, batches: batches.length, findings: findings.open })}
      />
      {tab === 'table' ? (
        <TableTab
          table={batch.tableHash}
          rows={batch.rows}
          profile={batch.profile}
          onColumnClick={() => open('profile')}
        />
      ) : null}
      {tab === 'profile' ? <ProfileTab table={batch.tableHash} profile={batch.profile} /> : null}
      {tab === 'correlations' ? (
        <CorrelationsTab table={batch.tableHash} columns={batch.profile.columns.map(({ name }) => name)} />
      ) : null}
      {tab === 'quality' ? (
        <WarningsList
          dataset={dataset}
          batch={batch.id}
          profile={batch.profile}
          notes={batch.notes}
          onStart={onStart}
        />
      ) : null}
      {tab === 'rejects' ? <RejectsTab rejects={batch.rejects} count={batch.rejected} /> : null}
      {tab === 'history' ? <QualityHistory dataset={dataset.id} /> : null}
      {tab === 'lineage' ? <LineageTab batch={batch} usedBy={usedBy} /> : null}
      {tab === 'batches' ? <BatchesTab dataset={dataset} batches={batches} current={batch.id} /> : null}
    </>
  );
}

function tabsOf(o: { batch: Batch; batches: number; findings: Batch['profile']['warnings'] }): TabItem[] {
  const { batch, batches, findings } = o;
  const severe = findings.some(({ severity }) => severity === 'high');
  return [
    { value: 'table', label: 'Table' },
    { value: 'profile', label: 'Profile', count: batch.columns },
    { value: 'correlations', label: 'Correlations' },
    { value: 'quality', label: 'Quality', count: findings.length, tone: severe ? 'danger' : 'neutral' },
    {
      value: 'rejects',
      label: 'Rejected',
      count: batch.rejected,
      tone: batch.rejected > 0 ? 'warning' : 'neutral',
    },
    { value: 'history', label: 'History' },
    { value: 'batches', label: 'Batches', count: batches },
    { value: 'lineage', label: 'Lineage' },
  ];
}
