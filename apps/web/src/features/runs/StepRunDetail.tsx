'use client';

import type { Outputs } from '../../client/outputs';
import { Card, CardBody, CardHeader } from '../../ui/Card';
import { CodeBlock } from '../../ui/CodeBlock';
import { ErrorState } from '../../ui/ErrorState';
import { Notice } from '../../ui/Notice';
import { findExport } from '../onnx/find-export';
import { OnnxResult } from '../onnx/OnnxResult';
import { SplitReceiptCard } from '../splits/SplitReceiptCard';
import { DebugStep } from './DebugStep';
import { ExecutedNotebook } from './ExecutedNotebook';
import { failureWords } from './failure-words';
import { letGo } from './let-go';
import { MadeThings } from './MadeThings';
import { madeThings } from './made-things';
import type { StepRunRow } from './StepRunTable';
import { shownSettings } from './shown-settings';
import { TablePreview } from './TablePreview';
import { WhyFailed } from './WhyFailed';

type StepOutput = Outputs['runs']['get']['outputs'][number];

/** What a step was given and what it made; its error with a next step when it failed. */
export function StepRunDetail({ run, step, outputs }: { run: string; step: StepRunRow; outputs: StepOutput[] }) {
  const exported = findExport(outputs);
  const tables = outputs.filter(({ artifact }) => artifact.kind === 'table');
  const settings = shownSettings(step.spec.params);
  return (
    <>
      {step.error === null ? null : <ErrorState {...failureWords(step.error)} trace={step.error.detail} />}
      {step.status === 'failed' ? <WhyFailed key={step.idx} run={run} idx={step.idx} /> : null}
      {exported === null ? null : <OnnxResult parity={exported} />}
      <Card>
        <CardHeader title={step.spec.title} aside={step.spec.type} />
        <CardBody>
          <CodeBlock title="Settings" code={JSON.stringify(settings.plain, null, 2)} />
          {settings.code.map(({ name, text }) => (
            <CodeBlock key={name} title={name} code={text} />
          ))}
          <DebugStep run={run} step={step} />
          {tables
            .filter(({ port }) => port === 'split')
            .map(({ artifact }) => (
              <SplitReceiptCard key={artifact.hash} table={artifact.hash} />
            ))}
          {letGo(outputs).length === 0 ? null : (
            <Notice title="This table is not kept here any more">
              Its rows are in the history of the feature view it was published to.
            </Notice>
          )}
          <MadeThings {...madeThings(outputs)} />
          {outputs
            .filter(({ artifact }) => artifact.kind === 'notebook')
            .map(({ artifact }) => (
              <ExecutedNotebook key={artifact.hash} hash={artifact.hash} title={step.spec.title} />
            ))}
          {tables.map(({ port, artifact }) => (
            <TablePreview key={port} table={artifact.hash} title={port} />
          ))}
        </CardBody>
      </Card>
    </>
  );
}
