import type { Passport } from '@millrace/pipeline-core/api';
import { Route, ShieldCheck } from 'lucide-react';
import { formatDayTime } from '../../lib/format-date';
import { formatCount } from '../../lib/format-number';
import { Badge } from '../../ui/Badge';
import { TextLink } from '../../ui/TextLink';
import { useProject } from '../frame/project-context';
import { FactList } from '../models/tabs/FactList';
import { ChainLink } from './ChainLink';
import { revisionWords, rolloutWords, routeSentence, whyGone } from './passport-words';

type Props = { passport: Passport };
type Sent = Pick<NonNullable<Passport['deployment']>, 'kind' | 'strategy' | 'by'>;

const strategyWords = { sandbox: 'to a sandbox', direct: 'all traffic at once', canary: 'share by share' } as const;

/** Who sent the release to the endpoint at last before it answered, what was checked, and how it had come there before. */
export function DeploymentLink({ passport }: Props) {
  const { slug } = useProject();
  const { deployment, route } = passport;
  const gone = whyGone(passport, 'deployment');
  if (deployment === null) return <ChainLink icon={ShieldCheck} title="Deployment" gone={gone} />;
  const { at, reason, override, checks, earlier } = deployment;
  return (
    <ChainLink icon={ShieldCheck} title="Deployment" aside={formatDayTime(at)} gone={gone}>
      <p className="flex flex-wrap items-center gap-2">
        {`${sentWords(deployment)}.`}
        {override ? <Badge tone="warning">check overridden</Badge> : null}
        {route === null || route.endpoint.deleted ? null : (
          <TextLink href={`/p/${slug}/deployments/${route.endpoint.id}?tab=timeline`}>Timeline</TextLink>
        )}
      </p>
      <FactList
        facts={[
          ...(reason === null ? [] : [{ name: 'Reason given', value: reason }]),
          { name: 'Checks', value: checksSentence(checks) },
          ...earlier.map((sent, place) => ({
            name: place === 0 ? 'Before that' : '',
            value: `${formatDayTime(sent.at)}: ${sentWords(sent)}${sent.reason === null ? '' : `, “${sent.reason}”`}`,
          })),
        ]}
      />
    </ChainLink>
  );
}

function sentWords({ kind, strategy, by }: Sent): string {
  return `${kind === 'rollback' ? 'Rolled back to it' : `Deployed ${strategyWords[strategy]}`} by ${by}`;
}

function checksSentence(checks: NonNullable<Passport['deployment']>['checks']): string {
  if (checks.length === 0) return 'none on record';
  const of = (status: (typeof checks)[number]['status']) => checks.filter((check) => check.status === status);
  const failed = of('fail');
  const warned = of('warn').length;
  return [
    `${formatCount(of('pass').length, 'check')} passed`,
    ...(warned === 0 ? [] : [`${warned} to look at`]),
    ...(failed.length === 0 ? [] : [`failed: ${failed.map(({ title }) => title).join(', ')}`]),
  ].join(', ');
}

/** The endpoint, how it routed, and the rollout it was in the middle of. */
export function RouteLink({ passport }: Props) {
  const { slug } = useProject();
  const { route } = passport;
  const gone = whyGone(passport, 'route');
  if (route === null) return <ChainLink icon={Route} title="Endpoint" gone={gone ?? 'The endpoint is gone.'} />;
  const { endpoint, revision, made, rollout } = route;
  return (
    <ChainLink
      icon={Route}
      title="Endpoint"
      aside={endpoint.sandbox ? <Badge tone="line">sandbox</Badge> : null}
      gone={gone}
    >
      <p>{routeSentence(passport)}</p>
      <FactList
        facts={[
          {
            name: 'Endpoint',
            value: endpoint.deleted ? (
              `${endpoint.name} (deleted)`
            ) : (
              <TextLink href={`/p/${slug}/deployments/${endpoint.id}`}>{endpoint.name}</TextLink>
            ),
          },
          {
            name: 'Revision',
            value: made === null ? revision : revisionWords({ revision, made }),
          },
          {
            name: 'Rollout',
            value:
              rollout === null ? (
                'none'
              ) : (
                <>
                  {`${rolloutWords(rollout)} `}
                  {endpoint.deleted ? null : (
                    <TextLink href={`/p/${slug}/deployments/${endpoint.id}?tab=timeline`}>Timeline</TextLink>
                  )}
                </>
              ),
          },
        ]}
      />
    </ChainLink>
  );
}
