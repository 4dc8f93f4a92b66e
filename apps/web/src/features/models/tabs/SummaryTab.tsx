'use client';

import { environmentFacts } from '@millrace/pipeline-core/card';
import { type Evaluation, metricLabel, metricsInOrder } from '@millrace/pipeline-core/metrics';
import { summaryFacts } from '@millrace/pipeline-core/release';
import { findContract } from '@millrace/pipeline-core/steps';
import { formatBytes } from '../../../lib/format-bytes';
import { formatDateTime } from '../../../lib/format-date';
import { formatDuration } from '../../../lib/format-duration';
import { formatCount, formatFixed, formatNumber } from '../../../lib/format-number';
import { Card, CardBody, CardHeader } from '../../../ui/Card';
import { EmptyState } from '../../../ui/EmptyState';
import { StatTile } from '../../../ui/StatTile';
import { TextLink } from '../../../ui/TextLink';
import { useProject } from '../../frame/project-context';
import type { Version, VersionProps } from '../version-data';
import { BundleCard } from './BundleCard';
import { FactList } from './FactList';
import { HashText } from './HashText';

/** How good a version is, from where on it says yes, and what it was made with. */
export function SummaryTab({ version }: VersionProps) {
  const evaluation = version.candidate?.evaluations[0]?.result ?? version.release?.evaluation ?? null;
  return (
    <div className="grid gap-4">
      {evaluation === null ? (
        <Card>
          <EmptyState
            title="It has not been evaluated"
            detail="Connect the model to an Evaluate step and run its pipeline again: training is not repeated."
          />
        </Card>
      ) : (
        <Figures evaluation={evaluation} />
      )}
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <MadeBy version={version} />
        <div className="grid gap-4">
          <MadeOn version={version} />
          {version.release === null ? null : <BundleCard release={version.release} />}
        </div>
      </div>
    </div>
  );
}

/** The deciding figure, those beside it, and the threshold that is kept. */
function Figures({ evaluation }: { evaluation: Evaluation }) {
  const { part, task, threshold, thresholdCost, positive } = evaluation;
  const { rows, metrics, intervals } = evaluation.parts[part];
  const names = metricsInOrder(task, metrics).map(([name]) => name);
  const boundsOf = (name: string) => {
    const interval = intervals[name];
    return interval === undefined ? undefined : `95% ${formatFixed(interval[0])} to ${formatFixed(interval[1])}`;
  };
  return (
    <section aria-label="Figures" className="grid gap-2">
      <div className="grid grid-cols-2 gap-3 sm:grid-cols-4">
        {names.slice(0, task === 'binary' ? 3 : 4).map((name) => (
          <StatTile key={name} label={metricLabel(name)} value={formatFixed(metrics[name])} context={boundsOf(name)} />
        ))}
        {task === 'binary' ? (
          <StatTile
            label="Threshold"
            value={formatNumber(threshold ?? 0.5, 3)}
            context={thresholdCost === undefined ? `${positive ?? 'yes'} from here on` : 'where errors cost least'}
          />
        ) : null}
      </div>
      <p className="text-12 text-muted">{`Figures on ${formatCount(rows, `${part} row`)}.`}</p>
    </section>
  );
}

function MadeBy({ version }: { version: Version }) {
  const { slug } = useProject();
  const { candidate, run } = version;
  if (candidate === null) {
    return (
      <Card>
        <EmptyState
          title="It is not known what was trained"
          detail="No run of this project trained this model. What is in its bundle stands beside."
        />
      </Card>
    );
  }
  const { trainer, featureSetId, seconds, summary } = candidate.manifest;
  const imported = isImported(candidate);
  const pipeline = run?.pipelineName ?? null;
  return (
    <Card>
      <CardHeader title="How it was made" />
      <CardBody>
        <FactList
          facts={[
            { name: 'Model', value: `${trainer.title} (${trainer.type})` },
            {
              name: imported ? 'Imported' : 'Trained',
              value:
                run === null ? (
                  formatDateTime(candidate.createdAt)
                ) : (
                  <>
                    {`${formatDateTime(candidate.createdAt)} by `}
                    <TextLink href={`/p/${slug}/runs/${run.id}`}>{`run ${run.number}`}</TextLink>
                    {pipeline === null ? '' : ` of ${pipeline}`}
                  </>
                ),
            },
            ...(imported
              ? []
              : [
                  { name: 'Trained in', value: seconds > 0 ? formatDuration(seconds * 1000) : 'not kept' },
                  { name: 'Seed', value: trainer.seed },
                ]),
            { name: 'Feature set', value: <HashText hash={featureSetId} /> },
            { name: 'Size', value: formatBytes(candidate.bytes) },
            ...summaryFacts(summary).map(({ name, value }) => ({
              name,
              value: typeof value === 'number' ? formatNumber(value, 4) : value,
            })),
          ]}
        />
      </CardBody>
    </Card>
  );
}

/** A model that came as a file was not fitted here: no time, seed or environment of a fit is known of it. */
function isImported({ stepType }: Pick<NonNullable<Version['candidate']>, 'stepType'>): boolean {
  return findContract(stepType)?.flags.foreignModel === true;
}

function MadeOn({ version: { candidate } }: { version: Version }) {
  if (candidate === null || isImported(candidate)) return null;
  const { environment } = candidate;
  return (
    <Card>
      <CardHeader title="Environment of the fit" />
      {environment === null ? (
        <EmptyState
          title="The environment is not kept"
          detail="It is kept with models from now on: force a new run of the training step to have it."
        />
      ) : (
        <CardBody>
          <FactList facts={environmentFacts(environment)} />
        </CardBody>
      )}
    </Card>
  );
}
