'use client';

import { type Capabilities, type EngineState, readCapabilities } from '@millrace/pipeline-core/workers';
import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../client/trpc';
import { Badge, type BadgeTone } from '../../ui/Badge';
import { Card, CardBody, CardHeader } from '../../ui/Card';
import { EmptyState } from '../../ui/EmptyState';
import { Facts, SentenceHeader } from '../../ui/SentenceHeader';
import { Table } from '../../ui/Table';
import { QueryView } from '../QueryView';
import { capabilitySentence, machineFacts } from './capability-words';

const states: Record<EngineState, { tone: BadgeTone; label: string }> = {
  used: { tone: 'success', label: 'in use' },
  ready: { tone: 'info', label: 'ready' },
  absent: { tone: 'neutral', label: 'not installed' },
  broken: { tone: 'danger', label: 'broken' },
};

/** What each worker can compute with, and why it cannot with the rest. */
export function CapabilitiesPage() {
  const trpc = useTRPC();
  const query = useQuery(trpc.admin.workers.queryOptions({}, { refetchInterval: 5000 }));
  return (
    <QueryView query={query}>
      {({ workers }) => {
        const known = workers
          .filter(({ alive }) => alive)
          .map(({ workerId, host, pid, capabilities }) => ({
            id: workerId,
            name: `${host} · ${pid}`,
            can: readCapabilities(capabilities),
          }));
        return (
          <>
            <SentenceHeader
              sentence={capabilitySentence(known)}
              facts={['looked up when a worker starts; start it again after a change']}
            />
            {known.map(({ id, name, can }) => (
              <WorkerCard key={id} name={name} can={can} />
            ))}
          </>
        );
      }}
    </QueryView>
  );
}

function WorkerCard({ name, can }: { name: string; can: Capabilities | null }) {
  if (can === null) {
    return (
      <Card>
        <CardHeader title={name} />
        <EmptyState
          title="This worker is of another version"
          detail="It says what it can do in another way. Start it again with the version of this page."
        />
      </Card>
    );
  }
  const { facts, notes } = machineFacts(can);
  return (
    <Card>
      <CardHeader title={name} />
      <CardBody>
        <Facts facts={facts} />
        {notes.map((note) => (
          <p key={note} className="text-muted">
            {note}
          </p>
        ))}
      </CardBody>
      <Table
        label={`Engines of ${name}`}
        rows={can.engines}
        rowId={(engine) => engine.name}
        rowHeight={44}
        columns={[
          {
            id: 'engine',
            header: 'Engine',
            cell: ({ title, version }) => (
              <span className="font-medium">{version === null ? title : `${title} ${version}`}</span>
            ),
          },
          { id: 'device', header: 'Computes on', wideOnly: true, cell: ({ device }) => devices[device] },
          {
            id: 'state',
            header: 'State',
            cell: ({ state }) => <Badge tone={states[state].tone}>{states[state].label}</Badge>,
          },
          { id: 'why', header: 'Why', wrap: true, cell: ({ why }) => why },
        ]}
      />
    </Card>
  );
}

const devices = { cpu: 'processors', gpu: 'graphics card' } as const;
