'use client';

import { useQuery } from '@tanstack/react-query';
import { useRouter, useSearchParams } from 'next/navigation';
import type { ReactNode } from 'react';
import { useTRPC } from '../../client/trpc';
import { TabPanel, Tabs } from '../../ui/Tabs';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';
import { WhatIfTab } from '../what-if/WhatIfTab';
import { CardTab } from './tabs/CardTab';
import { DataTab } from './tabs/DataTab';
import { DeploymentsTab } from './tabs/DeploymentsTab';
import { ExplainTab, SlicesTab } from './tabs/ExplainTabs';
import { ExportTab } from './tabs/ExportTab';
import { PerformanceTab } from './tabs/PerformanceTab';
import { SummaryTab } from './tabs/SummaryTab';
import { TestsTab } from './tabs/TestsTab';
import { VersionsTab } from './tabs/VersionsTab';
import type { AnsweringAt, ListedVersion, VersionOf } from './version-data';

const values = [
  'summary',
  'performance',
  'explain',
  'what-if',
  'slices',
  'tests',
  'data',
  'card',
  'versions',
  'deployments',
  'export',
] as const;
type Value = (typeof values)[number];
const labels: Record<Value, string> = {
  summary: 'Summary',
  performance: 'Performance',
  explain: 'Explain',
  'what-if': 'What if',
  slices: 'Slices',
  tests: 'Tests',
  data: 'Data',
  card: 'Card',
  versions: 'Versions',
  deployments: 'Deployments',
  export: 'Export',
};

type Props = { of: VersionOf; versions: readonly ListedVersion[]; answers: readonly AnsweringAt[] };

/** What is known of a version, in tabs; the address keeps which. */
export function VersionTabs(props: Props) {
  const { of, versions, answers } = props;
  const { slug } = useProject();
  const trpc = useTRPC();
  const router = useRouter();
  const search = useSearchParams();
  const query = useQuery(trpc.models.version.queryOptions({ project: slug, of }));
  const tab = values.find((value) => value === search.get('tab')) ?? 'summary';
  const show = (value: string) => {
    const next = new URLSearchParams(search);
    next.set('tab', value);
    router.replace(`?${next.toString()}`, { scroll: false });
  };
  const missing = query.data?.card?.missing.length ?? 0;
  const tabs = values.map((value) => ({
    value,
    label: labels[value],
    ...(value === 'card' && missing > 0 ? { count: missing, tone: 'warning' as const } : {}),
  }));
  return (
    <Tabs label="About the model" value={tab} onValueChange={show} tabs={tabs}>
      <QueryView query={query}>
        {(version) => (
          <>
            <Panel value="summary">
              <SummaryTab version={version} />
            </Panel>
            <Panel value="performance">
              <PerformanceTab version={version} />
            </Panel>
            <Panel value="explain">
              <ExplainTab version={version} />
            </Panel>
            <Panel value="what-if">
              <WhatIfTab release={version.release} />
            </Panel>
            <Panel value="slices">
              <SlicesTab version={version} />
            </Panel>
            <Panel value="tests">
              <TestsTab version={version} />
            </Panel>
            <Panel value="data">
              <DataTab version={version} />
            </Panel>
            <Panel value="card">
              <CardTab of={of} version={version} />
            </Panel>
            <Panel value="versions">
              <VersionsTab version={version} versions={versions} answers={answers} />
            </Panel>
            <Panel value="deployments">
              <DeploymentsTab version={version} />
            </Panel>
            <Panel value="export">
              <ExportTab version={version} />
            </Panel>
          </>
        )}
      </QueryView>
    </Tabs>
  );
}

function Panel({ value, children }: { value: Value; children: ReactNode }) {
  return (
    <TabPanel value={value} className="pt-3">
      {children}
    </TabPanel>
  );
}
