'use client';

import { useState } from 'react';
import { formatRelative } from '../../lib/format-date';
import { formatCount } from '../../lib/format-number';
import { Button } from '../../ui/Button';
import { Card, CardBody, CardHeader } from '../../ui/Card';
import { CodeBlock, CodeTabs } from '../../ui/CodeBlock';
import { Notice } from '../../ui/Notice';
import { StatTile } from '../../ui/StatTile';
import { TextLink } from '../../ui/TextLink';
import { useProject } from '../frame/project-context';
import { pushCurl, pushPython } from './push-snippets';
import { ReplayDialog } from './ReplayDialog';
import { nameWords, type SourceDetail, waitingWords } from './source-words';

type Events = NonNullable<SourceDetail['events']>;

/** Of a source of events: what came, what waits for its batch, and how programs send them. */
export function SourceEvents({ detail }: { detail: SourceDetail }) {
  const { can } = useProject();
  const [replaying, setReplaying] = useState(false);
  const { events, source } = detail;
  if (events === null) return null;
  return (
    <>
      <EventTiles events={events} detail={detail} />
      <Refusals refused={events.refused} />
      {events.address === null ? null : <PushAddress detail={detail} address={events.address} />}
      {can('run') && events.came > 0 ? (
        <Card>
          <CardHeader
            title="Replay"
            aside={
              <Button size="sm" onClick={() => setReplaying(true)}>
                Land a time again
              </Button>
            }
          />
          <CardBody>
            <p className="text-muted">
              Events that happened in a time land again as a batch of their own. What the next run reads does not
              change.
            </p>
          </CardBody>
        </Card>
      ) : null}
      {replaying ? <ReplayDialog source={source.id} name={source.name} onClose={() => setReplaying(false)} /> : null}
    </>
  );
}

function EventTiles({ events, detail }: { events: Events; detail: SourceDetail }) {
  const { came, waiting, lastAt } = events;
  return (
    <div className="grid gap-3 sm:grid-cols-3">
      <StatTile
        label="Events that came"
        value={came.toLocaleString('en')}
        context={nameWords(detail.source.config, events.topic)}
      />
      <StatTile
        label="Waiting to land"
        value={waiting.toLocaleString('en')}
        context={waitingWords({ ...detail, events })}
      />
      <StatTile
        label="Last event came"
        value={lastAt === null ? null : formatRelative(lastAt)}
        emptyText={came === 0 ? 'none yet' : 'no longer kept'}
      />
    </div>
  );
}

function Refusals({ refused }: { refused: Events['refused'] }) {
  if (refused.length === 0) return null;
  const count = refused.reduce((sum, one) => sum + one.count, 0);
  return (
    <Notice
      tone="warning"
      title={`${formatCount(count, 'request was', 'requests were')} refused in the last 7 days; none of their events is stored`}
    >
      <ul className="grid gap-0.5">
        {refused.map((one) => (
          <li key={one.code} className="break-words">
            {`${one.count.toLocaleString('en')} × ${one.code}, last ${formatRelative(one.at)}: ${one.message}`}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

function PushAddress({ detail, address }: { detail: SourceDetail; address: string }) {
  const { slug } = useProject();
  const { config } = detail.source;
  if (config.kind !== 'push') return null;
  return (
    <Card>
      <CardHeader title="Send events" aside="JSON, NDJSON or CloudEvents; gzip if you like" />
      <CardBody>
        <CodeBlock title="Address" code={address} />
        <CodeTabs
          samples={[
            { title: 'curl', code: pushCurl(address, config) },
            { title: 'Python', code: pushPython(address, config) },
          ]}
        />
        <p className="text-12 text-muted">
          The answer 202 comes when the events are durable; until then, send the same request again.{' '}
          {config.idField === ''
            ? 'Give each request a name of its own in Idempotency-Key, so that a repeat stores nothing twice.'
            : `An event whose ${config.idField} came before is left out.`}{' '}
          Calls need an API key with the scope push.{' '}
          <TextLink href={`/p/${slug}/settings/keys?scope=push`}>Make a key in Settings</TextLink>
        </p>
      </CardBody>
    </Card>
  );
}
