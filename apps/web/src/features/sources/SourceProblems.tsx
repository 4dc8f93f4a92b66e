import { formatRelative } from '../../lib/format-date';
import { Notice } from '../../ui/Notice';
import type { SourceDetail } from './source-words';

/** What is wrong now: what a watch cannot read, and wishes for runs that were refused. */
export function SourceProblems({ detail }: { detail: SourceDetail }) {
  const { problems } = detail.source;
  const refused = detail.refused.flatMap(({ id, error, createdAt }) =>
    error === null ? [] : [{ id, error, createdAt }],
  );
  return (
    <>
      {problems.length === 0 ? null : (
        <Notice tone="danger" title="What cannot be read">
          <ul className="grid gap-0.5">
            {problems.map(({ place, message }) => (
              <li key={`${place} ${message}`}>{message}</li>
            ))}
          </ul>
        </Notice>
      )}
      {refused.map(({ id, error, createdAt }) => (
        <Notice key={id} tone="warning" title={`A run could not start ${formatRelative(createdAt)}`}>
          {error.message}
        </Notice>
      ))}
    </>
  );
}
