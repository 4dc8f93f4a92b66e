'use client';

import { useQuery } from '@tanstack/react-query';
import type { Outputs } from '../../client/outputs';
import { useTRPC } from '../../client/trpc';
import { formatRelative } from '../../lib/format-date';
import { Badge } from '../../ui/Badge';
import { Card, CardBody, CardHeader } from '../../ui/Card';
import { TextLink } from '../../ui/TextLink';
import { useProject } from '../frame/project-context';
import { QueryView } from '../QueryView';

type Why = Outputs['runs']['whyFailed'];
type Suspect = Why['suspects'][number];

/** What is not as it was when a failed step last worked, the best explanation first. */
export function WhyFailed({ run, idx }: { run: string; idx: number }) {
  const { slug } = useProject();
  const trpc = useTRPC();
  const query = useQuery(trpc.runs.whyFailed.queryOptions({ project: slug, run, idx }, { staleTime: Infinity }));
  return (
    <Card>
      <CardHeader title="What changed since it last worked" aside={<LastTime why={query.data} slug={slug} />} />
      <CardBody>
        <QueryView query={query} skeletonClass="h-16">
          {(why) => <Suspects why={why} />}
        </QueryView>
      </CardBody>
    </Card>
  );
}

function LastTime({ why, slug }: { why: Why | undefined; slug: string }) {
  if (why === undefined || why.worked === null) return null;
  const { run, number, at } = why.worked;
  return (
    <TextLink href={`/p/${slug}/runs/${run}`}>
      Run {number}, {formatRelative(at)}
    </TextLink>
  );
}

function Suspects({ why: { worked, suspects } }: { why: Why }) {
  if (worked === null)
    return <p className="text-13 text-muted">This step has not worked in an earlier run of its pipeline.</p>;
  if (suspects.length === 0) {
    return (
      <p className="text-13 text-muted">
        Nothing on record changed: same code, settings, data and machine. Look at what it reads from outside, or run it
        again.
      </p>
    );
  }
  return (
    <ol className="grid gap-3">
      {suspects.map((suspect) => (
        <li key={`${suspect.kind} ${suspect.title}`} className="grid gap-0.5">
          <div className="flex flex-wrap items-baseline justify-between gap-x-3">
            <span className="text-13 font-medium">{suspect.title}</span>
            <Badge tone={tones[suspect.likelihood]}>{words[suspect.likelihood]}</Badge>
          </div>
          <Details details={suspect.details} />
        </li>
      ))}
    </ol>
  );
}

const words = { likely: 'Likely', possible: 'Possible', unlikely: 'Less likely' } as const;
const tones = { likely: 'warning', possible: 'info', unlikely: 'neutral' } as const;
/** A table of 200 columns may have changed in all of them. */
const shownDetails = 6;

function Details({ details }: Pick<Suspect, 'details'>) {
  const more = details.length - shownDetails;
  return (
    <>
      {details.slice(0, shownDetails).map((detail) => (
        <p key={detail} className="text-12 break-words text-muted">
          {detail}
        </p>
      ))}
      {more > 0 ? <p className="text-12 text-muted">and {more} more</p> : null}
    </>
  );
}
