import { DatasetPage } from '../../../../../features/data/DatasetPage';

export default async function Page(props: { params: Promise<{ dataset: string }> }) {
  const { dataset } = await props.params;
  return <DatasetPage dataset={dataset} />;
}
