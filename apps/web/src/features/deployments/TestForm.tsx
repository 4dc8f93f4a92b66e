'use client';

import { jsonObjectSchema } from '@millrace/pipeline-core/json';
import type { SignatureInput } from '@millrace/pipeline-core/release';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { z } from 'zod';
import { reportOf } from '../../client/error-report';
import { shownInPlace } from '../../client/mutation-errors';
import type { Outputs } from '../../client/outputs';
import { useTRPC } from '../../client/trpc';
import { Button } from '../../ui/Button';
import { Card, CardBody, CardHeader } from '../../ui/Card';
import { Notice } from '../../ui/Notice';
import { Skeleton } from '../../ui/Skeleton';
import { useProject } from '../frame/project-context';
import { readAnswer, SaveAsTest } from '../model-tests/SaveAsTest';
import { AnswerCard } from './AnswerCard';
import { testRequestWords } from './endpoint-words';
import { InputField } from './InputField';
import { readRefusal } from './read-refusal';

type Release = Outputs['endpoints']['get']['releases'][number];
type Endpoint = { id: string; sandbox: boolean };
type Row = Record<string, unknown>;

/** Asks the endpoint with a real held-out row; every value can be changed. */
export function TestForm({ endpoint, release }: { endpoint: Endpoint; release: Release }) {
  const { slug, can } = useProject();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [offset, setOffset] = useState(0);
  const [edits, setEdits] = useState<Row>({});
  const sample = useQuery(trpc.endpoints.sampleRow.queryOptions({ project: slug, id: endpoint.id, offset }));
  const ask = useMutation(
    trpc.endpoints.test.mutationOptions({
      onSuccess: () => queries.invalidateQueries({ queryKey: trpc.monitoring.pathKey() }),
      onError: shownInPlace,
    }),
  );
  if (sample.isPending) return <Skeleton className="h-64" />;
  const inputs = release.manifest.signature.inputs.filter(({ lookup }) => lookup === undefined);
  const edited = Object.keys(edits).length > 0;
  const total = sample.data?.total ?? 0;
  const row: Row = { ...Object.fromEntries(inputs.map(({ name }) => [name, null])), ...sample.data?.row, ...edits };
  const another = () => {
    setEdits({});
    setOffset(offset + 1);
  };
  return (
    <div className="grid gap-4 items-start lg:grid-cols-[minmax(0,1fr)_440px]">
      <Card>
        <CardHeader
          title={edited || total === 0 ? 'Your row' : `Held-out row ${offset + 1}`}
          aside={<AnotherRow isLast={offset + 1 >= total} onClick={another} />}
        />
        <CardBody>
          <SampleNotice error={sample.error} total={total} />
          <RowForm
            inputs={inputs}
            row={row}
            asked={ask.variables?.row}
            refused={readRefusal(ask.data?.answer)?.fields}
            busy={ask.isPending}
            mayAsk={can('run')}
            onChange={(name, value) => setEdits({ ...edits, [name]: value })}
            onAsk={() => ask.mutate({ project: slug, id: endpoint.id, row: row as Record<string, never> })} // values are JSON: sample cells or what the fields gave
          />
        </CardBody>
      </Card>
      <div className="grid content-start gap-3" aria-live="polite">
        {ask.isError ? <Notice tone="danger">{reportOf(ask.error).message}</Notice> : null}
        {ask.data === undefined ? (
          <NoAnswerYet mayAsk={can('run')} sandbox={endpoint.sandbox} />
        ) : (
          <AnswerCard
            answer={ask.data}
            actual={edited ? undefined : sample.data?.label}
            target={release.manifest.signature.outputs[0]?.name ?? release.manifest.target}
          />
        )}
        <SaveAnswered release={release} row={ask.variables?.row} answer={ask.data?.answer} />
      </div>
    </div>
  );
}

const answeredSchema = z.object({ predictions: z.array(z.looseObject({ id: z.string().optional() })).min(1) });

/** What was just answered can become a test of the model; a row that was refused cannot. */
function SaveAnswered({ release, row, answer }: { release: Release; row: Row | undefined; answer: unknown }) {
  const asked = jsonObjectSchema.safeParse(row);
  const answered = answeredSchema.safeParse(answer);
  const [first] = answered.success ? answered.data.predictions : [];
  const said = readAnswer(first);
  if (!asked.success || said === null) return null;
  // The form has no looked-up values, which a test keeps: the stored request has them.
  const looksUp = release.manifest.signature.inputs.some(({ lookup }) => lookup !== undefined);
  const run =
    looksUp && first?.id !== undefined
      ? { prediction: first.id }
      : { model: release.modelId, row: asked.data, answer: said };
  return (
    <div>
      <SaveAsTest run={run} />
    </div>
  );
}

function AnotherRow({ isLast, onClick }: { isLast: boolean; onClick: () => void }) {
  return (
    <Button size="sm" disabled={isLast} onClick={onClick}>
      {isLast ? 'No more rows' : 'Another row'}
    </Button>
  );
}

/** A field for each value the model takes; what the endpoint refused is marked until it is changed. */
function RowForm(props: {
  inputs: readonly SignatureInput[];
  row: Row;
  /** The row that was asked last. */
  asked: Row | undefined;
  refused: ReadonlyMap<string, string> | undefined;
  busy: boolean;
  mayAsk: boolean;
  onChange: (name: string, value: unknown) => void;
  onAsk: () => void;
}) {
  const { inputs, row, asked, refused, busy, mayAsk, onChange, onAsk } = props;
  return (
    <form
      className="grid gap-3 sm:grid-cols-2"
      onSubmit={(event) => {
        event.preventDefault();
        onAsk();
      }}
    >
      {inputs.map((input) => (
        <InputField
          key={input.name}
          input={input}
          value={row[input.name] ?? null}
          error={asked?.[input.name] === row[input.name] ? refused?.get(input.name) : undefined}
          onChange={(value) => onChange(input.name, value)}
        />
      ))}
      <Button type="submit" variant="primary" size="lg" className="sm:col-span-2" loading={busy} disabled={!mayAsk}>
        Get a prediction
      </Button>
    </form>
  );
}

function NoAnswerYet({ mayAsk, sandbox }: { mayAsk: boolean; sandbox: boolean }) {
  return (
    <Notice tone="info" title={mayAsk ? undefined : 'You can look, but not ask'}>
      {mayAsk
        ? `The answer appears here. ${testRequestWords(sandbox)}`
        : 'Asking needs the right to run. An admin of the project can give it to you under Settings, Members.'}
    </Notice>
  );
}

/** Why the form starts empty, when it does. */
function SampleNotice({ error, total }: { error: unknown; total: number }) {
  if (error !== null) {
    const report = reportOf(error);
    return (
      <Notice
        tone="warning"
        className="mb-3"
      >{`No held-out row could be read. ${report.message} ${report.next}`}</Notice>
    );
  }
  if (total > 0) return null;
  return (
    <Notice tone="info" className="mb-3">
      The rows this release was tested on are not kept any more. Fill in values of your own.
    </Notice>
  );
}
