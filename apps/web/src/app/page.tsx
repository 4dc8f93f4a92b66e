import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { NoProject } from '../features/home/NoProject';
import { callerFromSession } from '../server/auth/caller';
import { listProjectsUseCase } from '../server/projects/list-projects';
import { enterAccount } from '../server/use-case';

export const dynamic = 'force-dynamic';

/** Opens the first project of whoever is signed in. */
export default async function RootPage() {
  const caller = await callerFromSession(await headers());
  if (caller.kind !== 'person') redirect('/sign-in');
  const { projects } = await listProjectsUseCase.run(enterAccount(caller, 'account'), {});
  const first = projects[0];
  if (first !== undefined) redirect(`/p/${first.slug}`);
  return <NoProject />;
}
