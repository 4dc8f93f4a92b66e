'use client';

import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'next/navigation';
import type { Outputs } from '../../client/outputs';
import { useTRPC } from '../../client/trpc';
import { formatCount } from '../../lib/format-number';
import { Card } from '../../ui/Card';
import { EmptyState } from '../../ui/EmptyState';
import { SentenceHeader } from '../../ui/SentenceHeader';
import { PageFrame } from '../../ui/shell/PageFrame';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';
import { DeployedModelsTable } from './DeployedModelsTable';
import { FleetTiles } from './FleetTiles';
import { MonitoringTabs } from './MonitoringTabs';
import { RangeControl } from './RangeControl';
import { rangeFrom } from './range';

/** For managers: a sentence and five figures about what is live, one line per deployed model. */
export function MonitoringPage() {
  const { slug, project } = useProject();
  const trpc = useTRPC();
  const range = rangeFrom(useSearchParams().get('range'));
  const query = useQuery(trpc.monitoring.overview.queryOptions({ project: slug, range }, { refetchInterval: 4000 }));
  return (
    <PageFrame
      crumbs={[{ label: project.name }, { label: 'Monitoring' }]}
      actions={<RangeControl range={range} />}
      bars={<MonitoringTabs page="deployed" />}
    >
      <QueryView query={query}>{(overview) => <Overview project={slug} overview={overview} />}</QueryView>
    </PageFrame>
  );
}

function Overview(props: { project: string; overview: Outputs['monitoring']['overview'] }) {
  const { sentence, fleet, rows, windowWords } = props.overview;
  const sandboxes = rows.length - fleet.live;
  return (
    <>
      <SentenceHeader
        sentence={sentence}
        facts={[
          windowWords,
          'counted at the scoring servers, within seconds',
          ...(sandboxes === 0 ? [] : [`${formatCount(sandboxes, 'sandbox endpoint')} shown, not counted as live`]),
        ]}
      />
      {rows.length === 0 ? (
        <EmptyState
          title="Deploy a model to see health"
          detail="Open Experiments, press Deploy, and ask the endpoint something."
        />
      ) : (
        <>
          {fleet.live === 0 ? null : <FleetTiles fleet={fleet} windowWords={windowWords} />}
          <Card>
            <DeployedModelsTable project={props.project} rows={rows} />
          </Card>
        </>
      )}
    </>
  );
}
