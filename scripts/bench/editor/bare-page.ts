import path from 'node:path';
import { build } from 'esbuild';
import { REPOSITORY_ROOT } from '../../root';
import { placeOf } from '../draw';

export type Box = { x: number; y: number; width: number; height: number };
export type View = { x: number; y: number; zoom: number };

/** HTML of a page with a bare React Flow in the same box, with as many nodes at the same places and the same view. */
export async function barePage(o: { steps: number; box: Box; view: View }): Promise<string> {
  const [script, style] = await bundle();
  const ids = Array.from({ length: o.steps }, (_, at) => at);
  const nodes = ids.map((at) => ({ id: `s${at}`, position: placeOf(at), data: { label: `Formula ${at}` } }));
  const edges = ids.slice(1).map((at) => ({ id: `e${at}`, source: `s${at - 1}`, target: `s${at}` }));
  const drawing = JSON.stringify({ nodes, edges, viewport: o.view });
  const { x, y, width, height } = o.box;
  const place = `position:absolute;left:${x}px;top:${y}px;width:${width}px;height:${height}px`;
  return `<!doctype html><meta charset="utf-8"><style>body{margin:0}${style}</style>
<div id="root" style="${place}"></div><script id="drawing" type="application/json">${drawing}</script><script>${script}</script>`;
}

async function bundle(): Promise<[string, string]> {
  const { outputFiles } = await build({
    stdin: {
      contents: "import '@xyflow/react/dist/style.css'; import './bare-flow';",
      resolveDir: path.join(REPOSITORY_ROOT, 'scripts/bench/editor'),
    },
    outfile: 'page.js',
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
  });
  const text = (ending: string) => outputFiles.find((file) => file.path.endsWith(ending))?.text ?? '';
  return [text('.js').replaceAll('</script', '<\\/script'), text('.css')];
}
