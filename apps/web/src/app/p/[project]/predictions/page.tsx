import { RequestsPage } from '../../../../features/scores/RequestsPage';
import { ScoresPage } from '../../../../features/scores/ScoresPage';

export const metadata = { title: 'Predictions' };

export default async function Page(props: { searchParams: Promise<{ batch?: string | string[] }> }) {
  const { batch } = await props.searchParams;
  return typeof batch === 'string' ? <ScoresPage batch={batch} /> : <RequestsPage />;
}
