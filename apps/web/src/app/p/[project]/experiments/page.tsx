import { redirect } from 'next/navigation';
import { ExperimentsPage } from '../../../../features/experiments/ExperimentsPage';

export const metadata = { title: 'Experiments' };

/** Links of earlier times name a run here: they lead to its leaderboard. */
export default async function Page(props: {
  params: Promise<{ project: string }>;
  searchParams: Promise<{ run?: string | string[] }>;
}) {
  const [{ project }, { run }] = await Promise.all([props.params, props.searchParams]);
  if (typeof run === 'string') redirect(`/p/${project}/experiments/leaderboard?run=${encodeURIComponent(run)}`);
  return <ExperimentsPage />;
}
