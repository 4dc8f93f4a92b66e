import { Skeleton } from '../../../ui/Skeleton';

/** While a page of the project is fetched: its bar, its sentence, its card. */
export default function ProjectLoading() {
  return (
    <>
      <div className="h-(--topbar) flex-none border-b border-border bg-surface" />
      <main id="content" className="grid content-start gap-4 px-4 py-4 md:px-6 md:pt-5">
        <Skeleton label="Loading the page" className="h-7 w-80 max-w-full" />
        <Skeleton className="h-64" />
      </main>
    </>
  );
}
