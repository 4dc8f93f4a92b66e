import { ModelPage } from '../../../../../features/models/ModelPage';

export const metadata = { title: 'Model' };

export default async function Page(props: { params: Promise<{ model: string }> }) {
  const { model } = await props.params;
  return <ModelPage id={model} />;
}
