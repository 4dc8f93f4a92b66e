import { EditorPage } from '../../../../../editor/EditorPage';

export const metadata = { title: 'Pipeline' };

export default async function Page(props: { params: Promise<{ pipeline: string }> }) {
  const { pipeline } = await props.params;
  return <EditorPage id={pipeline} />;
}
