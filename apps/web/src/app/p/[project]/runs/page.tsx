import { RunsPage } from '../../../../features/runs/RunsPage';

export const metadata = { title: 'Runs' };

export default function Page() {
  return <RunsPage />;
}
