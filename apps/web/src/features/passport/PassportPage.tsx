'use client';

import type { Passport } from '@millrace/pipeline-core/api';
import { predictionIdSchema } from '@millrace/pipeline-core/ids';
import { useQuery } from '@tanstack/react-query';
import { Check, Download, Link2 } from 'lucide-react';
import { reportOf } from '../../client/error-report';
import { retryWhileMissing } from '../../client/retry';
import { useTRPC } from '../../client/trpc';
import { downloadText } from '../../lib/download';
import { formatUtc } from '../../lib/format-date';
import { useCopy } from '../../lib/use-copy';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { SentenceHeader } from '../../ui/SentenceHeader';
import { PageFrame } from '../../ui/shell/PageFrame';
import { useProject } from '../frame/project-context';
import { SaveAsTest } from '../model-tests/SaveAsTest';
import { QueryView } from '../QueryView';
import { AnswerLink, FeaturesLink } from './AnswerLinks';
import { BatchLinks, SplitLink } from './DataLinks';
import { EvaluationsLink, ReleaseLink, TrainingLink } from './ModelLinks';
import { passportSentence } from './passport-words';
import { DeploymentLink, RouteLink } from './ServingLinks';

/** One stored score and everything that led to it: from the raw batch to the answer, each card a link to its page. */
export function PassportPage({ id }: { id: string }) {
  const { slug, project } = useProject();
  const trpc = useTRPC();
  // What does not look like an id will not come either.
  const waits = predictionIdSchema.safeParse(id).success ? retryWhileMissing(arrivalSeconds) : {};
  const query = useQuery(trpc.predictions.passport.queryOptions({ project: slug, id }, waits));
  const looksAgain = query.isPending && query.failureReason !== null && isMissing(query.failureReason);
  const endpoint = query.data?.route?.endpoint;
  return (
    <PageFrame
      crumbs={[
        { label: project.name },
        { label: 'Monitoring', href: `/p/${slug}/monitoring` },
        ...(endpoint === undefined
          ? []
          : [{ label: endpoint.name, ...(endpoint.deleted ? {} : { href: `/p/${slug}/monitoring/${endpoint.id}` }) }]),
        { label: 'Passport' },
      ]}
      actions={query.data === undefined ? null : <Actions passport={query.data} />}
    >
      {looksAgain ? <OnItsWay /> : null}
      <QueryView page query={query}>
        {(passport) => (
          <>
            <SentenceHeader
              sentence={passportSentence(passport)}
              facts={[
                <time key="at" dateTime={passport.prediction.at}>
                  {formatUtc(passport.prediction.at)}
                </time>,
                <code key="id" className="font-mono text-12">
                  {passport.prediction.id}
                </code>,
              ]}
            />
            <ol
              className="grid max-w-[920px] sm:[&_dl]:grid-cols-[152px_minmax(0,1fr)]"
              aria-label="From the raw data to the answer"
            >
              <Chain passport={passport} />
            </ol>
          </>
        )}
      </QueryView>
    </PageFrame>
  );
}

/** An answer is there before its passport is: scoring processes store what they answered in rounds. */
const arrivalSeconds = 10;

const isMissing = (error: unknown) => reportOf(error).code === 'not-found';

function OnItsWay() {
  return (
    <div role="status">
      <Notice title="Not stored yet">
        {`An answer of a moment ago may still be on its way here. It is looked for again for up to ${arrivalSeconds} seconds.`}
      </Notice>
    </div>
  );
}

function Chain({ passport }: { passport: Passport }) {
  // Nobody has seen the request: there is no chain behind it.
  const trained = passport.release !== null;
  return (
    <>
      {trained ? <BatchLinks passport={passport} /> : null}
      {trained ? <SplitLink passport={passport} /> : null}
      {trained ? <TrainingLink passport={passport} /> : null}
      <EvaluationsLink passport={passport} />
      <ReleaseLink passport={passport} />
      {trained ? <DeploymentLink passport={passport} /> : null}
      <RouteLink passport={passport} />
      <FeaturesLink passport={passport} />
      <AnswerLink passport={passport} />
    </>
  );
}

function Actions({ passport }: { passport: Passport }) {
  const { state, copy } = useCopy();
  return (
    <>
      {passport.release === null ? null : <SaveAsTest size="md" run={{ prediction: passport.prediction.id }} />}
      <Button onClick={() => copy(window.location.href)}>
        {state === 'copied' ? <Check aria-hidden /> : <Link2 aria-hidden />}
        <span aria-live="polite">
          {state === 'copied' ? 'Copied' : state === 'failed' ? 'Copy the address' : 'Copy link'}
        </span>
      </Button>
      <Button
        onClick={() =>
          downloadText(
            `${JSON.stringify(passport, null, 2)}\n`,
            `passport-${passport.prediction.id}.json`,
            'application/json',
          )
        }
      >
        <Download aria-hidden /> JSON
      </Button>
    </>
  );
}
