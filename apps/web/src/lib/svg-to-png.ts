const margin = 16;

const copiedProperties = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linecap',
  'stroke-linejoin',
  'opacity',
  'fill-opacity',
  'font',
  'text-anchor',
  'visibility',
  'display',
] as const;

/** A copy whose computed styles are written onto it, because a stand-alone picture has no style sheet. */
function withInlineStyles(svg: SVGSVGElement): SVGSVGElement {
  // cloneNode keeps the type of the element it copies.
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const sources = [svg, ...svg.querySelectorAll<SVGElement>('*')];
  const targets = [copy, ...copy.querySelectorAll<SVGElement>('*')];
  sources.forEach((source, index) => {
    const style = getComputedStyle(source);
    for (const property of copiedProperties) {
      targets[index]?.style.setProperty(property, style.getPropertyValue(property));
    }
  });
  return copy;
}

function loadImage(url: string): Promise<HTMLImageElement> {
  return new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => resolve(image);
    image.onerror = () => reject(new Error('The chart could not be drawn as a picture. Download the CSV instead.'));
    image.src = url;
  });
}

/** Draws an SVG element as a PNG at twice its size, on the given background. Rejects when the browser cannot draw it. */
export async function svgToPng(svg: SVGSVGElement, background: string): Promise<Blob> {
  const { width, height } = svg.getBoundingClientRect();
  const copy = withInlineStyles(svg);
  // Labels may stand a little outside the plot: a margin keeps them whole.
  copy.setAttribute('viewBox', `${-margin} ${-margin} ${width + 2 * margin} ${height + 2 * margin}`);
  copy.setAttribute('width', String(width + 2 * margin));
  copy.setAttribute('height', String(height + 2 * margin));
  const source = new XMLSerializer().serializeToString(copy);
  const image = await loadImage(`data:image/svg+xml;charset=utf-8,${encodeURIComponent(source)}`);
  const canvas = document.createElement('canvas');
  canvas.width = Math.round((width + 2 * margin) * 2);
  canvas.height = Math.round((height + 2 * margin) * 2);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser has no 2D canvas. Download the CSV instead.');
  context.fillStyle = background;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('The picture came out empty.'))), 'image/png');
  });
}
