'use client';

import { expectedWords } from '@millrace/pipeline-core/release';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { reportOf } from '../../client/error-report';
import type { Outputs } from '../../client/outputs';
import { useTRPC } from '../../client/trpc';
import { formatDateTime } from '../../lib/format-date';
import { formatCount } from '../../lib/format-number';
import { Button } from '../../ui/Button';
import { Card, CardHeader } from '../../ui/Card';
import { ConfirmButton } from '../../ui/ConfirmButton';
import { EmptyState } from '../../ui/EmptyState';
import { Sheet } from '../../ui/Sheet';
import { Table, type TableColumn } from '../../ui/Table';
import { TextLink } from '../../ui/TextLink';
import { useToast } from '../../ui/Toast';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';
import { FittedTestForm } from './FittedTestForm';
import { rowWords } from './row-words';

type Listed = Outputs['modelTests']['list'];
type ListedTest = Listed['tests'][number];

/** The tests of a model: what each release has to answer before it goes live, and who said so. */
export function ModelTestsPanel({ model: id }: { model: string }) {
  const { slug } = useProject();
  const [changed, setChanged] = useState<ListedTest | null>(null);
  const query = useInfiniteQuery(
    useTRPC().modelTests.list.infiniteQueryOptions(
      { project: slug, model: id },
      { getNextPageParam: ({ next }) => next },
    ),
  );
  return (
    <QueryView query={query}>
      {({ pages }) => (
        <Card aria-label="Tests">
          <Listing pages={pages} onChange={setChanged} />
          {query.hasNextPage ? (
            <div className="p-3">
              <Button size="sm" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                Show more
              </Button>
            </div>
          ) : null}
          <Sheet open={changed !== null} onOpenChange={() => setChanged(null)} title={`Test “${changed?.name ?? ''}”`}>
            {changed === null ? null : (
              <FittedTestForm model={id} start={changed} id={changed.id} onSaved={() => setChanged(null)} />
            )}
          </Sheet>
        </Card>
      )}
    </QueryView>
  );
}

function Listing({ pages, onChange }: { pages: readonly Listed[]; onChange: (test: ListedTest) => void }) {
  const last = pages.at(-1); // counted last
  const tests = pages.flatMap((page) => page.tests);
  if (last === undefined) return null;
  const { model, total } = last;
  if (tests.length === 0)
    return (
      <EmptyState
        title="No run is saved as a test"
        detail={`Save one from the test form, from What if, or from a request under Monitoring. Each release of ${model.name} is then asked it before it goes live.`}
      />
    );
  return (
    <>
      <CardHeader title="Tests" aside={`${formatCount(total, 'test')}, asked before a release goes live`} />
      <TestTable model={model.id} tests={tests} onChange={onChange} />
    </>
  );
}

function TestTable(props: { model: string; tests: readonly ListedTest[]; onChange: (test: ListedTest) => void }) {
  const { model, tests, onChange } = props;
  const { slug, can } = useProject();
  const columns: TableColumn<ListedTest>[] = [
    { id: 'name', header: 'Test', wrap: true, cell: ({ name }) => <span className="font-medium">{name}</span> },
    { id: 'expected', header: 'Expected', wrap: true, cell: ({ expected }) => expectedWords(expected) },
    { id: 'row', header: 'Row', wrap: true, wideOnly: true, cell: ({ row }) => rowWords(row) },
    {
      id: 'author',
      header: 'Saved',
      wrap: true,
      cell: (test) => <Author test={test} slug={slug} />,
    },
    ...(can('edit')
      ? [{ id: 'act', header: '', cell: (test: ListedTest) => <Actions {...{ model, test, onChange }} /> }]
      : []),
  ];
  return <Table label="Tests" rows={tests} rowId={({ id }) => id} rowHeight={44} columns={columns} />;
}

function Author({ test, slug }: { test: ListedTest; slug: string }) {
  const { author, createdAt, changedByName, changedAt, predictionId } = test;
  return (
    <span className="grid py-1">
      <span>{`${author}, ${formatDateTime(createdAt)}`}</span>
      {changedByName === null || changedAt === null ? null : (
        <span className="text-12 text-muted">{`changed by ${changedByName}, ${formatDateTime(changedAt)}`}</span>
      )}
      {predictionId === null ? null : (
        <TextLink href={`/p/${slug}/predictions/${predictionId}`} prefetch={false}>
          From this request
        </TextLink>
      )}
    </span>
  );
}

type ActionsProps = { model: string; test: ListedTest; onChange: (test: ListedTest) => void };

function Actions({ model, test, onChange }: ActionsProps) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { show } = useToast();
  const remove = useMutation(
    trpc.modelTests.delete.mutationOptions({
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.modelTests.pathKey() }),
      onError: (error) => show({ title: reportOf(error).message, tone: 'danger' }),
    }),
  );
  return (
    <span className="flex justify-end gap-1">
      <Button size="sm" aria-label={`Change the test ${test.name}`} onClick={() => onChange(test)}>
        Change
      </Button>
      <ConfirmButton
        size="sm"
        label="Delete"
        aria-label={`Delete the test ${test.name}`}
        title={`Delete “${test.name}”?`}
        description="Releases are not asked it any more. The audit log keeps what it was."
        actionLabel="Delete the test"
        loading={remove.isPending}
        onConfirm={() => remove.mutate({ project: slug, model, id: test.id })}
      />
    </span>
  );
}
