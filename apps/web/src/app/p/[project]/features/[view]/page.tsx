import { FeatureViewPage } from '../../../../../features/feature-views/FeatureViewPage';

export const metadata = { title: 'Feature view' };

export default async function Page(props: { params: Promise<{ view: string }> }) {
  const { view } = await props.params;
  return <FeatureViewPage name={view} />;
}
