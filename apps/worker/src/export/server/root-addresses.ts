/** Paths of the one endpoint that are also answered without its name, as MLflow's own server has them. */
const shortened: ReadonlySet<string> = new Set(['predict', 'invocations', 'version']);

/** The workbench's address of a request: `/predict` is `/serve/NAME/predict`, `/` describes the endpoint. The rest stays. */
export function rootAddresses(name: string): (url: string) => string {
  const base = `/serve/${encodeURIComponent(name)}`;
  return (url) => {
    const [path = '', query] = splitQuery(url);
    if (path === '/') return `${base}${query}`;
    return shortened.has(path.slice(1)) ? `${base}${path}${query}` : url;
  };
}

function splitQuery(url: string): [path: string, query: string] {
  const at = url.indexOf('?');
  return at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at)];
}
