import { ModelsPage } from '../../../../features/models/ModelsPage';

export const metadata = { title: 'Models' };

export default function Page() {
  return <ModelsPage />;
}
