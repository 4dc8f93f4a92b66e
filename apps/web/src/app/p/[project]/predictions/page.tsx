import { ScoresPage } from '../../../../features/scores/ScoresPage';

export const metadata = { title: 'Scores' };

export default function Page() {
  return <ScoresPage />;
}
