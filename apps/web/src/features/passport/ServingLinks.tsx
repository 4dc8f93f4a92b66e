import type { Passport } from '@millrace/pipeline-core/api';
import { Route, ShieldCheck } from 'lucide-react';
import { formatDayTime } from '../../lib/format-date';
import { formatCount } from '../../lib/format-number';
import { Badge } from '../../ui/Badge';
import { TextLink } from '../../ui/TextLink';
import { useProject } from '../frame/project-context';
import { FactList } from '../models/tabs/FactList';
import { ChainLink } from './ChainLink';
import { routeSentence, whyGone } from './passport-words';

type Props = { passport: Passport };

const strategyWords = { sandbox: 'to a sandbox', direct: 'all traffic at once', canary: 'share by share' } as const;

/** Who sent the release to the endpoint, and what was checked before. */
export function DeploymentLink({ passport }: Props) {
  const { slug } = useProject();
  const { deployment, route } = passport;
  const gone = whyGone(passport, 'deployment');
  if (deployment === null) return <ChainLink icon={ShieldCheck} title="Deployment" gone={gone} />;
  const { kind, strategy, by, at, reason, override, checks } = deployment;
  const what = kind === 'rollback' ? 'Rolled back to it' : `Deployed ${strategyWords[strategy]}`;
  return (
    <ChainLink icon={ShieldCheck} title="Deployment" aside={formatDayTime(at)} gone={gone}>
      <p className="flex flex-wrap items-center gap-2">
        {`${what} by ${by}.`}
        {override ? <Badge tone="warning">check overridden</Badge> : null}
        {route === null || route.endpoint.deleted ? null : (
          <TextLink href={`/p/${slug}/deployments/${route.endpoint.id}?tab=timeline`}>Timeline</TextLink>
        )}
      </p>
      <FactList
        facts={[
          ...(reason === null ? [] : [{ name: 'Reason given', value: reason }]),
          { name: 'Checks', value: checksSentence(checks) },
        ]}
      />
    </ChainLink>
  );
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
            value: made === null ? revision : `${revision}, made by ${made.by}, ${formatDayTime(made.at)}`,
          },
          {
            name: 'Rollout',
            value:
              rollout === null ? (
                'none'
              ) : (
                <>
                  {`${rollout.challenger} at ${rollout.percent} % against ${rollout.champion}, moved ${rollout.by === null ? 'by its rules' : `by ${rollout.by}`} `}
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
