import type { ErrorReport } from '@millrace/pipeline-core/errors';

export type Failure = Pick<ErrorReport, 'message' | 'place' | 'next'>;

/**
 * An error in parts that do not repeat each other, for messages mostly hold the place and what to do next.
 * @param title of the step that failed, where it stands right before: the place does not begin with it again
 * @returns `where` and `next` are empty where `what` says them
 */
export function failureWords({ message, place, next }: Failure, title?: string) {
  const behind = next === '' ? -1 : message.lastIndexOf(next);
  const atEnd = behind > 0 && behind + next.length === message.length;
  const told = atEnd ? message.slice(0, behind).trimEnd() : message;
  const before = `${title} › `;
  return {
    what: title !== undefined && told.startsWith(before) ? told.slice(before.length) : told,
    where: message.includes(place) ? '' : place,
    next: atEnd || !message.includes(next) ? next : '',
  };
}
