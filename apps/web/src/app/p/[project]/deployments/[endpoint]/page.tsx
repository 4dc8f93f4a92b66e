import { EndpointPage } from '../../../../../features/deployments/EndpointPage';

export const metadata = { title: 'Endpoint' };

export default async function Page(props: { params: Promise<{ endpoint: string }> }) {
  const { endpoint } = await props.params;
  return <EndpointPage id={endpoint} />;
}
