'use client';

import { metricLabel, primaryMetric } from '@millrace/pipeline-core/metrics';
import { useSearchParams } from 'next/navigation';
import { formatRelative } from '../../../lib/format-date';
import { formatFixed, formatFixedDelta, noValue } from '../../../lib/format-number';
import { Badge } from '../../../ui/Badge';
import { Card, CardHeader } from '../../../ui/Card';
import { EmptyState } from '../../../ui/EmptyState';
import { Table } from '../../../ui/Table';
import { TextLink } from '../../../ui/TextLink';
import { compareHref, mostCompared } from '../../experiments/compare-href';
import { useProject } from '../../frame/project-context';
import { AliasBadges, AliasMeanings } from '../AliasBadges';
import { answersOf } from '../answering-facts';
import type { AnsweringAt, ListedVersion, VersionProps } from '../version-data';

type Listed = { versions: readonly ListedVersion[]; answers: readonly AnsweringAt[] };

/** All versions under the name; of a candidate those that were made of it. */
export function VersionsTab({ version, ...of }: VersionProps & Listed) {
  return version.release === null ? (
    <RegisteredAs version={version} />
  ) : (
    <OfOneName shown={version.release.id} {...of} />
  );
}

function figureOf({ evaluation, manifest }: ListedVersion): number | null {
  return evaluation === null ? null : (evaluation.parts[evaluation.part].metrics[primaryMetric(manifest.task)] ?? null);
}

/** The newest versions of which a run here trained the model, the shown one among them: what Compare can stand side by side. */
function comparable(versions: readonly ListedVersion[], shown: string): string[] {
  const known = versions.filter(({ candidateId }) => candidateId !== null);
  const first = known.filter(({ id }) => id === shown);
  const rest = known.filter(({ id }) => id !== shown);
  // Versions of the same model are one row there.
  return [...new Set([...first, ...rest].flatMap(({ candidateId }) => candidateId ?? []))].slice(0, mostCompared);
}

function OfOneName({ shown, versions, answers }: Listed & { shown: string }) {
  const search = useSearchParams();
  const { slug } = useProject();
  const compared = comparable(versions, shown);
  const current = versions.find(({ id }) => id === shown);
  const metric = current === undefined ? '' : primaryMetric(current.manifest.task);
  const value = current === undefined ? null : figureOf(current);
  const hrefOf = (id: string) => {
    const next = new URLSearchParams(search);
    next.set('release', id);
    return `?${next.toString()}`;
  };
  const gapOf = (other: ListedVersion) => {
    const theirs = figureOf(other);
    return value === null || theirs === null || other.id === shown ? '' : formatFixedDelta(theirs - value);
  };
  return (
    <Card>
      <CardHeader
        title="Versions"
        aside={
          <>
            <span>what changed from one to the next stands on the Card tab</span>
            {compared.length < 2 ? null : <TextLink href={compareHref(slug, compared)}>Compare them</TextLink>}
          </>
        }
      />
      <Table
        label="Versions"
        rows={versions}
        rowId={({ id }) => id}
        rowClassName={({ id }) => (id === shown ? 'bg-selected' : '')}
        rowHref={({ id }) => hrefOf(id)}
        rowName={({ number }) => `v${number}`}
        columns={[
          {
            id: 'number',
            header: 'Version',
            cell: ({ id, number }) => (
              <span className="flex items-center gap-2">
                {`v${number}`}
                {id === shown ? <Badge tone="accent">shown</Badge> : null}
              </span>
            ),
          },
          { id: 'answers', header: 'Answers at', cell: ({ id }) => answersOf(id, answers) || noValue },
          {
            id: 'aliases',
            header: 'Aliases',
            cell: ({ aliases }) => <AliasBadges aliases={aliases.map((alias) => ({ alias, text: alias }))} />,
          },
          { id: 'kind', header: 'What was trained', wrap: true, cell: ({ trained }) => trained ?? noValue },
          { id: 'metric', header: metricLabel(metric), align: 'right', cell: (one) => formatFixed(figureOf(one)) },
          { id: 'gap', header: 'Against the shown one', align: 'right', cell: gapOf },
          { id: 'by', header: 'Registered by', wideOnly: true, cell: ({ by }) => by },
          {
            id: 'made',
            header: 'When',
            align: 'right',
            wideOnly: true,
            cell: ({ createdAt }) => formatRelative(createdAt),
          },
        ]}
      />
      <AliasMeanings aliases={versions.flatMap(({ aliases }) => aliases)} />
    </Card>
  );
}

function RegisteredAs({ version: { registered } }: VersionProps) {
  const { slug } = useProject();
  return (
    <Card>
      <CardHeader title="Versions made of this candidate" />
      <Table
        label="Versions"
        rows={registered}
        rowId={({ id }) => id}
        rowHref={({ id, modelId }) => `/p/${slug}/models/${modelId}?release=${id}`}
        rowName={({ modelName, number }) => `${modelName} v${number}`}
        empty={
          <EmptyState
            title="It is not registered yet"
            detail="Deploying it registers a version; a Register model step does so in a pipeline."
          />
        }
        columns={[
          { id: 'model', header: 'Model', cell: ({ modelName }) => modelName },
          { id: 'number', header: 'Version', cell: ({ number }) => `v${number}` },
        ]}
      />
    </Card>
  );
}
