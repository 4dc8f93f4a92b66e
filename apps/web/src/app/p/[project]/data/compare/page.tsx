import { ComparePage } from '../../../../../features/data/ComparePage';

export default function Page() {
  return <ComparePage />;
}
