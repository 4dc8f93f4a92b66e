import { WorsePage } from '../../../../../../features/bisect/WorsePage';

export const metadata = { title: 'What made it worse' };

export default async function Page({ params }: { params: Promise<{ run: string }> }) {
  const { run } = await params;
  return <WorsePage run={run} />;
}
