'use client';

import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../client/trpc';
import { formatBytes } from '../../lib/format-bytes';
import { formatRelative } from '../../lib/format-date';
import { formatCount } from '../../lib/format-number';
import { Badge } from '../../ui/Badge';
import { Card } from '../../ui/Card';
import { EmptyState } from '../../ui/EmptyState';
import { SentenceHeader } from '../../ui/SentenceHeader';
import { Table } from '../../ui/Table';
import { QueryView } from '../QueryView';
import { memoryOf } from './worker-memory';

/** Everybody who can sign in. */
export function UsersPage() {
  const trpc = useTRPC();
  const query = useQuery(trpc.admin.users.queryOptions({}));
  return (
    <QueryView query={query}>
      {({ users }) => (
        <>
          <SentenceHeader
            sentence={`${formatCount(users.length, 'person', 'people')} can sign in.`}
            facts={['new ones come by invitation, from a project’s members page']}
          />
          <Card>
            <Table
              label="Users"
              rows={users}
              rowId={({ id }) => id}
              columns={[
                {
                  id: 'name',
                  header: 'Name',
                  cell: ({ name, installationAdmin }) => (
                    <span className="flex gap-2 font-medium">
                      {name} {installationAdmin ? <Badge tone="accent">owner</Badge> : null}
                    </span>
                  ),
                },
                { id: 'email', header: 'E-mail', cell: ({ email }) => email },
                { id: 'projects', header: 'Projects', align: 'right', cell: ({ projects }) => projects },
                { id: 'since', header: 'Since', align: 'right', cell: ({ createdAt }) => formatRelative(createdAt) },
              ]}
            />
          </Card>
        </>
      )}
    </QueryView>
  );
}

/** Worker processes: where, what they do, how much memory, what waits. */
export function WorkersPage() {
  const trpc = useTRPC();
  const query = useQuery(trpc.admin.workers.queryOptions({}, { refetchInterval: 3000 }));
  return (
    <QueryView query={query}>
      {({ workers, queues }) => {
        const alive = workers.filter((worker) => worker.alive);
        const waiting = queues.reduce((sum, { ready }) => sum + ready, 0);
        return (
          <>
            <SentenceHeader
              sentence={
                alive.length === 0
                  ? 'No worker is running: steps wait.'
                  : `${formatCount(alive.length, 'worker')} at work, ${formatCount(waiting, 'step')} waiting.`
              }
            />
            <Card>
              <Table
                label="Workers"
                rows={workers}
                rowId={({ workerId }) => workerId}
                empty={
                  <EmptyState
                    title="No worker has reported"
                    detail="npm start starts one; more can run on other hosts with the same DATABASE_URL."
                  />
                }
                columns={[
                  {
                    id: 'host',
                    header: 'Host',
                    cell: ({ host, pid }) => <span className="font-medium">{`${host} · ${pid}`}</span>,
                  },
                  {
                    id: 'state',
                    header: 'State',
                    cell: ({ alive: on }) => <Badge tone={on ? 'success' : 'danger'}>{on ? 'at work' : 'gone'}</Badge>,
                  },
                  { id: 'roles', header: 'Roles', cell: ({ roles }) => roles.join(', ') },
                  {
                    id: 'queues',
                    header: 'Slots',
                    wideOnly: true,
                    cell: ({ queues: slots }) =>
                      Object.entries(slots ?? {})
                        .map(([queue, count]) => `${queue} ${String(count)}`)
                        .join(', '),
                  },
                  {
                    id: 'memory',
                    header: 'Memory',
                    align: 'right',
                    cell: ({ memory }) => memoryOf(memory) ?? formatBytes(null),
                  },
                  { id: 'seen', header: 'Seen', align: 'right', cell: ({ seenAt }) => formatRelative(seenAt) },
                ]}
              />
            </Card>
          </>
        );
      }}
    </QueryView>
  );
}
