import { CandidatesPage } from '../../../../features/candidates/CandidatesPage';

export const metadata = { title: 'Experiments' };

export default function Page() {
  return <CandidatesPage />;
}
