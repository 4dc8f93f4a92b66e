'use client';

import { countDrawnSteps } from '@millrace/pipeline-core/run';
import { useMutation } from '@tanstack/react-query';
import { useSearchParams } from 'next/navigation';
import { type ReactNode, useState } from 'react';
import type { Outputs } from '../../client/outputs';
import { useTRPC } from '../../client/trpc';
import { formatRelative } from '../../lib/format-date';
import { formatCount } from '../../lib/format-number';
import { Button } from '../../ui/Button';
import { Card, CardBody, CardHeader } from '../../ui/Card';
import { SentenceHeader } from '../../ui/SentenceHeader';
import { PageFrame } from '../../ui/shell/PageFrame';
import { TextLink } from '../../ui/TextLink';
import { WorseLink } from '../bisect/WorseLink';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';
import { FinishSearches } from './FinishSearches';
import { type Failure, failureWords } from './failure-words';
import { learnsInRounds } from './learns-in-rounds';
import { openSearches } from './open-searches';
import { RunSpread } from './RunSpread';
import { RunStatusBadge } from './RunStatusBadge';
import { runSubject } from './run-states';
import { StepFit } from './StepFit';
import { StepLog } from './StepLog';
import { StepRunDetail } from './StepRunDetail';
import { StepRunTable } from './StepRunTable';
import { TrialsTable } from './TrialsTable';
import { trialEnds } from './trial-ends';
import { UnservedSteps } from './UnservedSteps';
import { useBehind } from './use-behind';
import { useLiveRun } from './use-live-run';
import { useSpread } from './use-spread';

/** One run: its steps as they go, what failed and what to do, logs, and what each step made. */
export function RunPage({ id }: { id: string }) {
  const { slug, project, can } = useProject();
  const trpc = useTRPC();
  const { query, progress } = useLiveRun(id);
  const named = useSearchParams().get('step');
  // The address may name a step by its place in the run, as the passport of a prediction does.
  const [chosen, setChosen] = useState(named === null || !/^\d+$/.test(named) ? null : Number(named));
  const cancel = useMutation(trpc.runs.cancel.mutationOptions());
  const run = query.data?.run;
  const waits = run?.status === 'running' && run.stepRuns.some(({ status }) => status === 'ready');
  const behind = useBehind(id, waits);
  const spread = useSpread(id, run);
  return (
    <PageFrame
      crumbs={[
        { label: project.name },
        { label: 'Pipelines', href: `/p/${slug}/pipelines` },
        { label: 'Runs', href: `/p/${slug}/runs` },
        { label: run === undefined ? '…' : `Run ${run.number}` },
      ]}
      beside={
        run === undefined ? null : <RunStatusBadge run={{ status: run.status, ...countDrawnSteps(run.stepRuns) }} />
      }
      actions={
        run?.status === 'running' && can('run') ? (
          <>
            <FinishSearches run={id} stepRuns={run.stepRuns} />
            <Button variant="danger" loading={cancel.isPending} onClick={() => cancel.mutate({ project: slug, id })}>
              Stop run
            </Button>
          </>
        ) : run?.status === 'succeeded' && run.kind === 'pipeline' ? (
          <WorseLink run={id} />
        ) : null
      }
    >
      <QueryView page query={query}>
        {({ run: shown, outputs }) => {
          const failed = shown.stepRuns.find(({ status }) => status === 'failed');
          const learning = shown.stepRuns.find(({ status, spec }) => status === 'running' && learnsInRounds(spec.type));
          const step = shown.stepRuns.find(({ idx }) => idx === (chosen ?? failed?.idx));
          const fit = step ?? learning;
          return (
            <>
              <SentenceHeader sentence={sentenceOf(shown, behind)} facts={factsOf(shown, `/p/${slug}`)} />
              <RunSpread {...spread} />
              <UnservedSteps steps={shown.stepRuns} live={shown.status === 'running'} />
              <div className="grid gap-4 xl:grid-cols-[minmax(0,1fr)_minmax(380px,1fr)]">
                <Card className="self-start">
                  <StepRunTable
                    steps={shown.stepRuns}
                    progress={progress}
                    workers={spread.workers}
                    ends={trialEnds(outputs)}
                    chosen={step?.idx ?? null}
                    onChoose={setChosen}
                  />
                </Card>
                <div className="grid content-start gap-4">
                  {shown.status === 'running'
                    ? openSearches(shown.stepRuns).map(({ step: search }) => (
                        <Card key={search}>
                          <CardHeader title="Trials so far" />
                          <CardBody>
                            <TrialsTable run={shown.id} step={search} />
                          </CardBody>
                        </Card>
                      ))
                    : null}
                  {fit === undefined || !learnsInRounds(fit.spec.type) ? null : (
                    <StepFit
                      key={`fit ${fit.idx}`}
                      run={shown.id}
                      idx={fit.idx}
                      step={fit.spec.step}
                      title={fit.spec.title}
                      live={shown.status === 'running'}
                      running={fit.status === 'running'}
                      withoutButton={fit.spec.trial !== undefined}
                      framed
                    />
                  )}
                  {step === undefined ? null : (
                    <StepRunDetail run={shown.id} step={step} outputs={outputs.filter(({ idx }) => idx === step.idx)} />
                  )}
                  <Card>
                    <CardHeader title={step === undefined ? 'Log of the run' : `Log of ${step.spec.title}`} />
                    <CardBody>
                      <StepLog
                        run={shown.id}
                        live={shown.status === 'running'}
                        {...(step === undefined ? {} : { idx: step.idx })}
                      />
                    </CardBody>
                  </Card>
                </div>
              </div>
            </>
          );
        }}
      </QueryView>
    </PageFrame>
  );
}

type Run = Outputs['runs']['get']['run'];

function factsOf(run: Run, base: string): ReactNode[] {
  const facts: ReactNode[] = [
    runSubject(run),
    formatCount(run.steps, 'step'),
    `started ${formatRelative(run.createdAt)}`,
  ];
  if (run.pipelineId !== null)
    facts.push(
      <TextLink key="open" href={`${base}/pipelines/${run.pipelineId}?run=${run.id}`}>
        Open in the editor
      </TextLink>,
    );
  if (run.status === 'succeeded' && run.kind === 'pipeline')
    facts.push(
      <TextLink key="candidates" href={`${base}/experiments/leaderboard?run=${run.id}`}>
        Experiments
      </TextLink>,
    );
  if (run.kind === 'hybrid') facts.push('a hybrid that a search for a cause started');
  return facts;
}

function sentenceOf(
  run: {
    status: string;
    number: number;
    stepRuns: { status: string; spec: { title: string }; error: Failure | null }[];
  },
  behind: string | null,
): string {
  const failed = run.stepRuns.find(({ status }) => status === 'failed');
  if (failed !== undefined) {
    const { title } = failed.spec;
    return `${title} failed: ${failed.error === null ? 'no reason was given' : failureWords(failed.error, title).what}`;
  }
  const cached = run.stepRuns.filter(({ status }) => status === 'cached').length;
  const going = run.stepRuns.find(({ status }) => status === 'running');
  if (run.status === 'cancelled') return `Run ${run.number} was stopped.`;
  if (run.status === 'running')
    return going === undefined
      ? `Run ${run.number} waits for a worker${behind === null ? '' : `, ${behind}`}.`
      : `${going.spec.title} is running.`;
  return cached === 0
    ? `Run ${run.number} is done.`
    : `Run ${run.number} is done; ${cached} of ${run.stepRuns.length} results were reused.`;
}
