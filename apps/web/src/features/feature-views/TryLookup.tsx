'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Outputs } from '../../client/outputs';
import { useTRPC } from '../../client/trpc';
import { formatRelative } from '../../lib/format-date';
import { Button } from '../../ui/Button';
import { Card, CardBody } from '../../ui/Card';
import { Field } from '../../ui/Field';
import { Input } from '../../ui/Input';
import { Notice } from '../../ui/Notice';
import { Table } from '../../ui/Table';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';
import { mistypedKey, readKey } from './read-key';
import type { ViewDetail } from './view-detail';

/** What an entity has online now, by its key. */
export function TryLookup({ detail }: { detail: ViewDetail }) {
  const { view, examples } = detail;
  const { slug } = useProject();
  const trpc = useTRPC();
  const first = examples[0]?.map(String) ?? view.keys.map(() => '');
  const [texts, setTexts] = useState(first);
  const [asked, setAsked] = useState<string[] | null>(null);
  const key = view.keys.map(({ type }, at) => readKey(asked?.[at] ?? '', type));
  const query = useQuery(
    trpc.featureViews.lookUp.queryOptions({ project: slug, name: view.name, key }, { enabled: asked !== null }),
  );
  return (
    <div className="grid max-w-[860px] gap-4">
      <form
        className="flex flex-wrap items-end gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          setAsked(texts);
        }}
      >
        {view.keys.map(({ name, type }, at) => (
          <Field key={name} label={name} aside={type}>
            {(ids) => (
              <Input
                {...ids}
                value={texts[at] ?? ''}
                onChange={(event) => setTexts(texts.with(at, event.target.value))}
              />
            )}
          </Field>
        ))}
        <Button type="submit" variant="primary">
          Look up
        </Button>
      </form>
      {asked === null ? null : (
        <QueryView query={query}>{(found) => <Found found={found} view={view} asked={asked} />}</QueryView>
      )}
    </div>
  );
}

type Answer = Outputs['featureViews']['lookUp'];

type FoundProps = { found: Answer; view: ViewDetail['view']; asked: readonly string[] };

function Found({ found, view, asked }: FoundProps) {
  switch (found.kind) {
    case 'mistyped':
      return <Notice tone="warning">{mistypedKey(view.keys, asked)}</Notice>;
    case 'not-found':
      return <Notice tone="info">Nobody with this key is online. Requests get no values (NOT_FOUND).</Notice>;
    case 'found':
      return (
        <Card>
          <CardBody>
            <p className="text-muted">
              As of {formatRelative(found.eventTime)}.
              {found.tooOld ? ' Too old for this view: requests get no values (OUTSIDE_MAX_AGE).' : ''}
            </p>
          </CardBody>
          <Table
            label="Values"
            rows={view.features}
            rowId={({ name }) => name}
            columns={[
              { id: 'name', header: 'Feature', cell: ({ name }) => name },
              {
                id: 'value',
                header: 'Value',
                align: 'right',
                cell: ({ name }) => <Value value={found.values[name]} />,
              },
            ]}
          />
        </Card>
      );
  }
}

function Value({ value }: { value: unknown }) {
  if (value === null || value === undefined) return <span className="text-muted">missing</span>;
  return <span className="tabular-nums">{typeof value === 'string' ? value : JSON.stringify(value)}</span>;
}
