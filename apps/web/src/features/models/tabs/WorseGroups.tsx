'use client';

import { formatDateTime } from '../../../lib/format-date';
import { formatCount } from '../../../lib/format-number';
import { Card, CardBody, CardHeader } from '../../../ui/Card';
import { TextLink } from '../../../ui/TextLink';
import { useProject } from '../../frame/project-context';
import type { VersionProps } from '../version-data';

/** So many groups are listed; the others open at a click. */
const shown = 10;

/** The groups of rows for which a deployment of the version was stopped last: all of them, where the sheet names three. */
export function WorseGroups({ version: { deployments } }: VersionProps) {
  const { slug } = useProject();
  const found = deployments.find(({ worse }) => worse !== null);
  if (found === undefined || found.worse === null) return null;
  const { endpoint, endpointId, createdAt, worse } = found;
  const rest = worse.groups.slice(shown);
  return (
    <Card aria-label="Worse than what answered">
      <CardHeader
        title={`Worse than what answered on ${formatCount(worse.groups.length, 'group')} of rows`}
        aside={
          <>
            <span>{[formatDateTime(createdAt), worse.measured].filter(Boolean).join(', ')}</span>
            {endpoint === null ? null : <TextLink href={`/p/${slug}/deployments/${endpointId}`}>{endpoint}</TextLink>}
          </>
        }
      />
      <CardBody>
        <p className="text-muted">
          The checks of a deployment asked both versions the same held-out rows. Below, if it has been explained, is
          where this version errs most by itself.
        </p>
        <Groups groups={worse.groups.slice(0, shown)} />
        {rest.length === 0 ? null : (
          <details>
            <summary className="cursor-pointer text-12 font-medium text-muted">{`${formatCount(rest.length, 'group')} more`}</summary>
            <Groups groups={rest} />
          </details>
        )}
      </CardBody>
    </Card>
  );
}

function Groups({ groups }: { groups: readonly string[] }) {
  return (
    <ul className="list-disc pl-4">
      {groups.map((group) => (
        <li key={group}>{group}</li>
      ))}
    </ul>
  );
}
