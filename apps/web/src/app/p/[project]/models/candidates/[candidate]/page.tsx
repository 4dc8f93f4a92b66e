import { CandidatePage } from '../../../../../../features/models/CandidatePage';

export const metadata = { title: 'Candidate' };

export default async function Page(props: { params: Promise<{ candidate: string }> }) {
  const { candidate } = await props.params;
  return <CandidatePage id={candidate} />;
}
