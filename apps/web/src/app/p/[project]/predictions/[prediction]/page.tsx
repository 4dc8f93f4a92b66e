import { PassportPage } from '../../../../../features/passport/PassportPage';

export const metadata = { title: 'Passport of a prediction' };

export default async function Page(props: { params: Promise<{ prediction: string }> }) {
  const { prediction } = await props.params;
  return <PassportPage id={prediction} />;
}
