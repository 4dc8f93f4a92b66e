'use client';

import { EmptyState } from '../../ui/EmptyState';
import { TextLink } from '../../ui/TextLink';
import { useProject } from '../frame/project-context';
import { PipelineStarts } from '../pipelines/PipelineStarts';
import type { ViewDetail } from './view-detail';

/** Which pipelines publish the view, and when each starts by itself. */
export function RefreshTab({ detail }: { detail: ViewDetail }) {
  const { slug } = useProject();
  if (detail.publishers.length === 0)
    return (
      <EmptyState
        title="No pipeline publishes it any more"
        detail="It keeps what it holds. A step Publish features with its name refreshes it."
        action={<TextLink href={`/p/${slug}/pipelines`}>Go to pipelines</TextLink>}
      />
    );
  return detail.publishers.map(({ id, name }) => (
    <section key={id} aria-label={`Refreshed by ${name}`} className="grid gap-3">
      <p>
        Every run of <TextLink href={`/p/${slug}/pipelines/${id}`}>{name}</TextLink> that reaches its step Publish
        features refreshes this view.{' '}
        <TextLink href={`/p/${slug}/pipelines/${id}/starts`}>All about its starts</TextLink>
      </p>
      <PipelineStarts pipeline={id} />
    </section>
  ));
}
