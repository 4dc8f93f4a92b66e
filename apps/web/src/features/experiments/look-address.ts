import { type ListLook, listLookSchema } from '@millrace/pipeline-core/tracking';

const usual = listLookSchema.parse({});

/** A look as it stands behind the question mark of the page; what is as usual is left out. */
export function lookToAddress(look: ListLook, view: string | null): URLSearchParams {
  const params = new URLSearchParams();
  if (view !== null) params.set('view', view);
  if (look.filter !== '') params.set('filter', look.filter);
  if (look.sort !== usual.sort) params.set('sort', look.sort);
  if (look.all) params.set('all', '1');
  if (look.apart) params.set('apart', '1');
  for (const column of look.columns ?? []) params.append('column', column);
  if (look.columns?.length === 0) params.append('column', '');
  for (const [key, rule] of Object.entries(look.rules)) if (rule !== 'last') params.append('rule', `${rule}:${key}`);
  return params;
}

/** The look that an address asks for; what it does not understand of it is as usual. */
export function lookFromAddress(params: URLSearchParams): ListLook {
  const columns = params.getAll('column').filter((column) => column !== '');
  const rules = params.getAll('rule').map((text) => {
    const colon = text.indexOf(':');
    return [text.slice(colon + 1), text.slice(0, colon)];
  });
  const known = rules.filter(([, rule]) => rule === 'low' || rule === 'high');
  const read = listLookSchema.safeParse({
    filter: params.get('filter') ?? '',
    sort: params.get('sort') ?? usual.sort,
    all: params.get('all') === '1',
    apart: params.get('apart') === '1',
    columns: params.has('column') ? columns : null,
    rules: Object.fromEntries(known),
  });
  return read.success ? read.data : usual;
}

/** Whether two looks show the same. */
export function sameLook(a: ListLook, b: ListLook): boolean {
  return lookToAddress(a, null).toString() === lookToAddress(b, null).toString();
}

/** Characters of an address that every browser, server and chat takes; a longer look is kept on the page alone. */
export const mostInAddress = 6000;
