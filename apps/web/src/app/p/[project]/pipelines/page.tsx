import { PipelinesPage } from '../../../../features/pipelines/PipelinesPage';

export const metadata = { title: 'Pipelines' };

export default function Page() {
  return <PipelinesPage />;
}
