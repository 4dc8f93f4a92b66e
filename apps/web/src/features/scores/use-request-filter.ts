import { predictionSchema } from '@millrace/pipeline-core/release';
import { useRouter, useSearchParams } from 'next/navigation';

export type RequestFilterKey = 'endpoint' | 'release' | 'outcome';

/** What requests are narrowed down to, as the address has it: a link to the same list can be sent to a colleague. */
export function useRequestFilter() {
  const search = useSearchParams();
  const router = useRouter();
  const outcome = predictionSchema.shape.status.safeParse(search.get('outcome')).data;
  const [endpoint, release] = [search.get('endpoint'), search.get('release')];
  const change = (key: RequestFilterKey, value: string | null) => {
    const next = new URLSearchParams(search);
    if (value === null) next.delete(key);
    else next.set(key, value);
    router.replace(`?${next}`, { scroll: false });
  };
  const filter = {
    ...(endpoint === null ? {} : { endpoint }),
    ...(release === null ? {} : { release }),
    ...(outcome === undefined ? {} : { outcome }),
  };
  return { filter, change };
}

export type ShownFilter = ReturnType<typeof useRequestFilter>['filter'];
