import { redirect } from 'next/navigation';

/** Settings without a tab are those of the first one. */
export default async function Page(props: { params: Promise<{ project: string }> }) {
  const { project } = await props.params;
  redirect(`/p/${project}/settings/members`);
}
