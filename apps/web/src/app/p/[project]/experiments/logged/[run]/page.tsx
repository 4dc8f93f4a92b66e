import { LoggedRunPage } from '../../../../../../features/experiments/LoggedRunPage';

export default async function Page(props: { params: Promise<{ run: string }> }) {
  const { run } = await props.params;
  return <LoggedRunPage id={run} />;
}
