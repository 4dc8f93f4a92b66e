import type { Passport } from '@millrace/pipeline-core/api';
import { Box, ChartLine, Dumbbell } from 'lucide-react';
import { formatDayTime } from '../../lib/format-date';
import { formatDuration } from '../../lib/format-duration';
import { formatCount } from '../../lib/format-number';
import { TextLink } from '../../ui/TextLink';
import { useProject } from '../frame/project-context';
import { FactList } from '../models/tabs/FactList';
import { HashText } from '../models/tabs/HashText';
import { shownSettings } from '../runs/shown-settings';
import { ChainLink } from './ChainLink';
import { judgedWords, valueWords, versionWords, whyGone } from './passport-words';

type Props = { passport: Passport };

/** The step that fitted the model, in the run of its pipeline, with its settings. */
export function TrainingLink({ passport }: Props) {
  const { slug } = useProject();
  const { training } = passport;
  const gone = whyGone(passport, 'training');
  if (training === null) return <ChainLink icon={Dumbbell} title="Training" gone={gone} />;
  const { candidate, run, settings, seed, rows, seconds, at } = training;
  const { plain, code } = shownSettings(settings);
  return (
    <ChainLink icon={Dumbbell} title="Training" aside={formatDayTime(at)} gone={gone}>
      <FactList
        facts={[
          ...(run === null ? [] : runFacts(slug, run)),
          {
            name: 'Model',
            value: <TextLink href={`/p/${slug}/models/candidates/${candidate.id}`}>{candidate.title}</TextLink>,
          },
          {
            name: 'Fitted on',
            value: `${formatCount(rows, 'train row')}${seconds > 0 ? ` in ${formatDuration(seconds * 1000)}` : ''}, seed ${seed}`,
          },
          { name: 'Model file', value: <HashText hash={candidate.model} /> },
        ]}
      />
      <Settings plain={plain} code={code.map(({ name }) => name)} />
    </ChainLink>
  );
}

function runFacts(slug: string, run: NonNullable<NonNullable<Passport['training']>['run']>) {
  const { id, number, by, step, pipeline } = run;
  const version = pipeline === null || pipeline.version === null ? '' : ` version ${pipeline.version}`;
  return [
    {
      name: 'Run',
      value: (
        <>
          <TextLink href={`/p/${slug}/runs/${id}${step === null ? '' : `?step=${step.idx}`}`}>
            {`Run ${number}${step === null ? '' : `, step ${step.title}`}`}
          </TextLink>
          {`, started by ${by}`}
        </>
      ),
    },
    ...(pipeline === null
      ? []
      : [
          {
            name: 'Pipeline',
            value: pipeline.deleted ? (
              `${pipeline.name}${version} (deleted)`
            ) : (
              <>
                <TextLink href={`/p/${slug}/pipelines/${pipeline.id}?run=${id}`}>{pipeline.name}</TextLink>
                {version}
              </>
            ),
          },
        ]),
  ];
}

/** Settings of the step, folded up: few readers want all of them. */
function Settings({ plain, code }: { plain: Record<string, unknown>; code: string[] }) {
  const facts = [
    ...Object.entries(plain).map(([name, value]) => ({ name, value: valueWords(value) })),
    ...code.map((name) => ({ name, value: 'code, see the step' })),
  ];
  if (facts.length === 0) return null;
  return (
    <details>
      <summary className="w-fit cursor-pointer rounded-xs font-medium text-accent">
        {formatCount(facts.length, 'setting')}
      </summary>
      <div className="pt-2">
        <FactList facts={facts} />
      </div>
    </details>
  );
}

/** How the model was judged before, and since. */
export function EvaluationsLink({ passport }: Props) {
  const { slug } = useProject();
  const { evaluations, release } = passport;
  if (release === null) return null;
  if (evaluations.length === 0) return <ChainLink icon={ChartLine} title="Evaluation" gone="It was never evaluated." />;
  return (
    <ChainLink
      icon={ChartLine}
      title="Evaluation"
      aside={
        <TextLink href={`/p/${slug}/models/${release.model.id}?release=${release.id}&tab=performance`}>
          All figures
        </TextLink>
      }
    >
      <ul className="grid gap-1 tabular-nums">
        {evaluations.map((evaluation) => (
          <li key={`${evaluation.at} ${evaluation.registered}`}>
            {judgedWords(evaluation)}
            <span className="text-muted">
              {evaluation.registered ? ', as it was registered' : `, ${formatDayTime(evaluation.at)}`}
            </span>
            {evaluation.run === null ? null : (
              <>
                {' '}
                <TextLink href={`/p/${slug}/runs/${evaluation.run.id}`}>{`run ${evaluation.run.number}`}</TextLink>
              </>
            )}
          </li>
        ))}
      </ul>
    </ChainLink>
  );
}

/** The bundle that answers. */
export function ReleaseLink({ passport }: Props) {
  const { slug } = useProject();
  const { release } = passport;
  if (release === null) return <ChainLink icon={Box} title="Release" gone={whyGone(passport, 'release')} />;
  const { id, model, bundle, by, at } = release;
  return (
    <ChainLink icon={Box} title="Release" aside={formatDayTime(at)}>
      <FactList
        facts={[
          {
            name: 'Version',
            value: (
              <>
                <TextLink href={`/p/${slug}/models/${model.id}?release=${id}`}>{versionWords(release)}</TextLink>
                {`, registered by ${by}`}
              </>
            ),
          },
          { name: 'Bundle', value: <HashText hash={bundle} /> },
        ]}
      />
    </ChainLink>
  );
}
