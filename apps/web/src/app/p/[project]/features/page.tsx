import { FeatureViewsPage } from '../../../../features/feature-views/FeatureViewsPage';

export const metadata = { title: 'Features' };

export default function Page() {
  return <FeatureViewsPage />;
}
