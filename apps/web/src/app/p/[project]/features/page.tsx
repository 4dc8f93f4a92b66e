import { FeatureViewsPage } from '../../../../features/feature-views/FeatureViewsPage';

export const metadata = { title: 'Feature views' };

export default function Page() {
  return <FeatureViewsPage />;
}
