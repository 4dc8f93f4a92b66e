import { ComparePage } from '../../../../../features/experiments/ComparePage';

export const metadata = { title: 'Compare' };

export default function Page() {
  return <ComparePage />;
}
