import { RunPage } from '../../../../../features/runs/RunPage';

export const metadata = { title: 'Run' };

export default async function Page(props: { params: Promise<{ run: string }> }) {
  const { run } = await props.params;
  return <RunPage id={run} />;
}
