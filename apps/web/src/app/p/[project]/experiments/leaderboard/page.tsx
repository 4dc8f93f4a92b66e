import { CandidatesPage } from '../../../../../features/candidates/CandidatesPage';

export const metadata = { title: 'Leaderboard' };

export default function Page() {
  return <CandidatesPage />;
}
