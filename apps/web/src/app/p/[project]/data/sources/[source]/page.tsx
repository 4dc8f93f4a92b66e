import { SourcePage } from '../../../../../../features/sources/SourcePage';

export default async function Page(props: { params: Promise<{ source: string }> }) {
  const { source } = await props.params;
  return <SourcePage source={source} />;
}
