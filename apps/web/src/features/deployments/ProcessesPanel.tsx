'use client';

import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../client/trpc';
import { formatBytes } from '../../lib/format-bytes';
import { noValue } from '../../lib/format-number';
import { Card, CardBody, CardHeader } from '../../ui/Card';
import { Select } from '../../ui/Select';
import { Table, type TableColumn } from '../../ui/Table';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';
import { isProcessChoice, type ProcessRow, placeOf, processChoices, restartsOf, stateOf } from './process-words';
import { useConfigureEndpoint } from './use-configure-endpoint';

type Endpoint = { id: string; config: { process?: 'own' | 'shared' | undefined } | null };

/** Where each release of an endpoint answers and how that fares; who may deploy chooses. */
export function ProcessesPanel({ endpoint }: { endpoint: Endpoint }) {
  const { slug } = useProject();
  const query = useQuery(
    useTRPC().endpoints.processes.queryOptions({ project: slug, id: endpoint.id }, { refetchInterval: 2000 }),
  );
  return (
    <QueryView query={query}>
      {({ processes }) => (
        <Card aria-label="Processes">
          <CardHeader
            title="Processes"
            aside={
              <>
                <span>Where releases answer</span>
                <ProcessSelect endpoint={endpoint} />
              </>
            }
          />
          <CardBody>
            <p className="text-14">
              A release in a process of its own that crashes, hangs or takes too much memory takes nothing else with it:
              the release that answered before it answers meanwhile, where there is one, and the process is started
              anew. Each row costs about 0.1 ms more. Models that are asked through ONNX Runtime or Python always have
              one.
            </p>
          </CardBody>
          <Table
            label="Processes of releases"
            rows={processes}
            rowId={({ releaseId }) => releaseId}
            rowHeight={44}
            columns={columns}
          />
        </Card>
      )}
    </QueryView>
  );
}

const columns: TableColumn<ProcessRow>[] = [
  { id: 'release', header: 'Release', cell: ({ model, release }) => `${model} ${release}` },
  { id: 'place', header: 'Process', cell: placeOf },
  { id: 'state', header: 'State', cell: stateOf, wrap: true },
  {
    id: 'memory',
    header: 'Memory',
    align: 'right',
    cell: ({ own }) => (own === null ? noValue : formatBytes(own.bytes)),
  },
  { id: 'restarts', header: 'Started anew', cell: restartsOf, wrap: true },
];

function ProcessSelect({ endpoint }: { endpoint: Endpoint }) {
  const { slug, can } = useProject();
  const configure = useConfigureEndpoint();
  return (
    <Select
      label="Where releases answer"
      value={endpoint.config?.process ?? 'automatic'}
      options={processChoices}
      disabled={!can('deploy') || endpoint.config === null || configure.isPending}
      onValueChange={(process) => {
        if (isProcessChoice(process)) configure.mutate({ project: slug, endpoint: endpoint.id, process });
      }}
    />
  );
}
