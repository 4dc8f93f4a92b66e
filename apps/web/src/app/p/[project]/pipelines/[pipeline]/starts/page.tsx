import { PipelineStartsPage } from '../../../../../../features/pipelines/PipelineStartsPage';

export const metadata = { title: 'Starts by itself' };

export default async function Page(props: { params: Promise<{ pipeline: string }> }) {
  const { pipeline } = await props.params;
  return <PipelineStartsPage pipeline={pipeline} />;
}
