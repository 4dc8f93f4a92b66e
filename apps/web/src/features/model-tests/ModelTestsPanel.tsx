'use client';

import { expectedWords } from '@millrace/pipeline-core/release';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { reportOf } from '../../client/error-report';
import type { Outputs } from '../../client/outputs';
import { useTRPC } from '../../client/trpc';
import { formatDateTime } from '../../lib/format-date';
import { formatCount } from '../../lib/format-number';
import { Button } from '../../ui/Button';
import { Card, CardBody, CardHeader } from '../../ui/Card';
import { ConfirmButton } from '../../ui/ConfirmButton';
import { EmptyState } from '../../ui/EmptyState';
import { Sheet } from '../../ui/Sheet';
import { Table, type TableColumn } from '../../ui/Table';
import { TextLink } from '../../ui/TextLink';
import { useToast } from '../../ui/Toast';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';
import { AskAgain, NowFailed, Outcome } from './AskedNow';
import { FittedTestForm } from './FittedTestForm';
import { rowWords } from './row-words';
import { TestPlaces } from './TestPlaces';
import { type Answering, type AskedNow, useAskedNow } from './use-asked-now';
import { useModelTests } from './use-model-tests';

type Listed = Outputs['modelTests']['list'];
type ListedTest = Listed['tests'][number];

type PanelProps = {
  model: string;
  /** The endpoint whose release is asked them now, and how that is called; absent where none is in view. */
  answering?: Answering;
};

/** The tests of a model: what each release has to answer before it goes live, who said so, and whether today's passes. */
export function ModelTestsPanel({ model: id, answering }: PanelProps) {
  const [changed, setChanged] = useState<ListedTest | null>(null);
  const query = useModelTests(id);
  const now = useAskedNow(id, answering);
  return (
    <QueryView query={query}>
      {({ pages }) => (
        <Card aria-label="Tests">
          <Listing pages={pages} now={now} endpoint={answering?.endpoint} onChange={setChanged} />
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

type ListingProps = {
  pages: readonly Listed[];
  now: AskedNow | null;
  endpoint: string | undefined;
  onChange: (test: ListedTest) => void;
};

function Listing({ pages, now, endpoint, onChange }: ListingProps) {
  const last = pages.at(-1); // counted last
  const tests = pages.flatMap((page) => page.tests);
  if (last === undefined) return null;
  const { model, total } = last;
  if (tests.length === 0)
    return (
      <EmptyState
        title="No answer is saved as a test yet"
        detail={`Each release of ${model.name} is asked its tests before it goes live, and held back where it answers otherwise. Press “Save as a test” where an answer is seen:`}
        action={<TestPlaces endpoint={endpoint} className="justify-center" />}
      />
    );
  return (
    <>
      <CardHeader
        title={`${formatCount(total, 'test')}, asked before a release goes live`}
        aside={now === null ? null : <AskAgain now={now} />}
      />
      <NowFailed now={now} />
      <TestTable model={model.id} tests={tests} now={now} onChange={onChange} />
      <CardBody className="flex flex-wrap items-center gap-x-2 gap-y-1 text-13 text-muted">
        Add one with “Save as a test”: <TestPlaces endpoint={endpoint} />
      </CardBody>
    </>
  );
}

type TableProps = Pick<ListingProps, 'now' | 'onChange'> & { model: string; tests: readonly ListedTest[] };

function TestTable({ model, tests, now, onChange }: TableProps) {
  const { slug, can } = useProject();
  const columns: TableColumn<ListedTest>[] = [
    { id: 'name', header: 'Test', wrap: true, cell: ({ name }) => <span className="font-medium">{name}</span> },
    { id: 'expected', header: 'Expected', wrap: true, cell: ({ expected }) => expectedWords(expected) },
    ...(now === null
      ? []
      : [
          {
            id: 'now',
            header: `${now.release} now`,
            wrap: true,
            cell: ({ id }: ListedTest) => <Outcome now={now} id={id} />,
          },
        ]),
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
        description="Releases are not asked it any more. Whoever wants it back saves it anew."
        actionLabel="Delete the test"
        loading={remove.isPending}
        onConfirm={() => remove.mutate({ project: slug, model, id: test.id })}
      />
    </span>
  );
}
