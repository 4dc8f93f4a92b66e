import { releaseReference } from '@millrace/pipeline-core/release';

/** What writes a release as a folder with a server of its own, in the folder of Millrace. */
export function exportCommand(o: { model: string; number: number; project: string; lookups: boolean }): string {
  const reference = releaseReference(o);
  const word = /^[A-Za-z0-9@._/-]+$/.test(reference) ? reference : `'${reference.replaceAll("'", "'\\''")}'`;
  return `npm run millrace -- export ${word} --project ${o.project}${o.lookups ? ' --features-from-caller' : ''}`;
}
