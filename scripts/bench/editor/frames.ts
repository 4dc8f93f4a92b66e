/// <reference lib="dom" />
import type { Page } from '@playwright/test';
import { z } from 'zod';
import { spreadOf } from '../measurement';
import type { Box, View } from './bare-page';

const gestureMs = 2_500;
const radius = 120;
const gapsSchema = z.array(z.number()).min(10);
/** The node that is dragged; it lies in the middle of the drawing. */
const dragged = 's157';

/** Box of the canvas in the window and how its drawing is shifted and scaled. */
export async function readCanvas(page: Page): Promise<{ box: Box; view: View }> {
  return page.evaluate(() => {
    const canvas = document.querySelector('.react-flow');
    const viewport = document.querySelector('.react-flow__viewport');
    if (canvas === null || viewport === null) throw new Error('this page has no canvas');
    const { x, y, width, height } = canvas.getBoundingClientRect();
    const matrix = new DOMMatrix(getComputedStyle(viewport).transform);
    return { box: { x, y, width, height }, view: { x: matrix.e, y: matrix.f, zoom: matrix.a } };
  });
}

/** Median milliseconds between two frames while the drawing is moved with the middle button. */
export async function panFrames(page: Page): Promise<number> {
  const before = await readCanvas(page);
  const { box } = before;
  const from = { x: box.x + box.width / 2, y: box.y + box.height - 40 };
  const median = await gesture(page, { from, button: 'middle' });
  const after = await readCanvas(page);
  if (after.view.x === before.view.x && after.view.y === before.view.y) throw new Error('the drawing did not move');
  return median;
}

/** Median milliseconds between two frames while one node is dragged. */
export async function dragFrames(page: Page): Promise<number> {
  const node = page.locator(`.react-flow__node[data-id="${dragged}"]`);
  const before = await node.boundingBox();
  if (before === null) throw new Error(`the node ${dragged} is not drawn`);
  const from = { x: before.x + before.width / 2, y: before.y + before.height / 2 };
  const median = await gesture(page, { from, button: 'left' });
  const after = await node.boundingBox();
  if (after?.x === before.x && after.y === before.y) throw new Error(`the node ${dragged} did not move`);
  return median;
}

/** Circles around a place with a button held and comes back not quite to where it began. */
async function gesture(
  page: Page,
  { from, button }: { from: { x: number; y: number }; button: 'left' | 'middle' },
): Promise<number> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down({ button });
  await page.mouse.move(from.x + 8, from.y + 8); // beyond the threshold of a drag
  const counting = page.evaluate(countFrames);
  const end = Date.now() + gestureMs;
  for (let turn = 0; Date.now() < end; turn += 1) {
    const angle = turn / 10;
    await page.mouse.move(from.x + radius * Math.sin(angle), from.y + (radius / 3) * (Math.cos(angle) - 1));
  }
  const gaps = gapsSchema.parse(await counting);
  await page.mouse.move(from.x + 6, from.y + 6);
  await page.mouse.up({ button });
  return spreadOf(gaps).median;
}

/** Runs in the page, hence a text: what turns TypeScript into JavaScript here adds helpers that a page does not have. */
const countFrames = `new Promise((resolve) => {
  const gaps = [];
  const begun = performance.now();
  let last = begun;
  const onFrame = (now) => {
    if (now > last) gaps.push(now - last);
    last = now;
    if (now - begun < ${gestureMs}) requestAnimationFrame(onFrame);
    else resolve(gaps.slice(1));
  };
  requestAnimationFrame(onFrame);
})`;
