import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test';
import { findChromium } from '../find-chromium';
import { projectKey } from '../quickstart/project-key';
import { callApi } from './api';
import type { BenchContext } from './context';
import { documentOf } from './draw';
import { barePage } from './editor/bare-page';
import { dragFrames, panFrames, readCanvas } from './editor/frames';
import { signIn } from './editor/sign-in';
import { compared, type Measurement, measured, notMeasured } from './measurement';
import { interleave } from './rounds';

const steps = 300;
const most = 50;
const peerName = 'bare React Flow';
const settleMs = 500;
/** All 300 steps fit into it at a zoom at which they are still drawn one by one. */
const viewport = { width: 1600, height: 1000 };
const gestures = ['pan', 'drag'] as const;
type Gesture = (typeof gestures)[number];
/** How much is seen: the whole drawing, half a hundred steps, or as people work: a few steps in full detail. */
const scenes = [
  { name: 'everything in the window', leastZoom: 0 },
  { name: 'at 60 %', leastZoom: 0.6 },
  { name: 'at 100 %', leastZoom: 1 },
] as const;
type Scene = (typeof scenes)[number];
const claimOf = (gesture: Gesture, scene: Scene) => ({
  bench: 'editor',
  unit: 'ms',
  claim: `editor with ${steps} steps, ${scene.name}: median frame while ${gesture === 'pan' ? 'panning' : 'dragging a step'}`,
});

/** Our editor against a bare React Flow page with as many nodes and the same view, in one browser, in turn. */
export async function benchEditor(context: BenchContext): Promise<Measurement[]> {
  const executablePath = await findChromium(context.log);
  if (executablePath === null) {
    const reason = 'NO BROWSER FOUND: set CHROMIUM_PATH, or install chromium';
    const claims = scenes.flatMap((scene) => gestures.map((gesture) => claimOf(gesture, scene)));
    return claims.map((claim) => notMeasured({ ...claim, bar: `<= ${most} ms`, reason }));
  }
  const browser = await chromium.launch({ executablePath });
  context.versions.chromium = browser.version();
  try {
    const ours = await openEditor(context, browser);
    const results: Measurement[] = [];
    for (const scene of scenes) {
      await zoomTo(ours, scene.leastZoom);
      const bare = await openBare(await browser.newContext({ viewport }), ours);
      for (const gesture of gestures) results.push(...(await measureGesture(context, { gesture, scene, ours, bare })));
      await bare.context().close();
    }
    return results;
  } finally {
    await browser.close();
  }
}

/** Zooms in step by step from the whole drawing, round its middle. */
async function zoomTo(page: Page, leastZoom: number): Promise<void> {
  await page.bringToFront();
  await page.getByRole('button', { name: 'Show everything' }).click();
  await page.waitForTimeout(settleMs);
  while ((await readCanvas(page)).view.zoom < leastZoom - 0.01) {
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await page.waitForTimeout(settleMs);
  }
}

async function measureGesture(
  context: BenchContext,
  { gesture, scene, ours, bare }: { gesture: Gesture; scene: Scene; ours: Page; bare: Page },
): Promise<Measurement[]> {
  const claim = claimOf(gesture, scene);
  context.log(claim.claim);
  const run = async (page: Page) => {
    await page.bringToFront();
    return gesture === 'pan' ? panFrames(page) : dragFrames(page);
  };
  const seen = await interleave({ ours: () => run(ours), peer: () => run(bare) }, context.rounds);
  return [
    measured({ ...claim, values: seen.ours, most }),
    compared({ ...claim, ours: seen.ours, peer: seen.peer, peerName, mostRatio: 1 }),
  ];
}

/** A pipeline of 300 steps, made over /api/v1, opened by a person who has signed in. */
async function openEditor(context: BenchContext, browser: Browser): Promise<Page> {
  const product = await context.product();
  const { project, page } = await signIn(product, await browser.newContext({ viewport }));
  const { key, project: slug } = await projectKey(product, project);
  const pipeline = await callApi({ webUrl: product.webUrl, key }).createPipeline('Large', documentOf({ steps }));
  await page.goto(`${product.webUrl}/p/${slug}/pipelines/${pipeline}`);
  await page.locator('.react-flow__node').first().waitFor({ timeout: 60_000 });
  await page.waitForTimeout(3_000); // plan and schemas arrive
  return page;
}

async function openBare(browser: BrowserContext, ours: Page): Promise<Page> {
  const { box, view } = await readCanvas(ours);
  const page = await browser.newPage();
  await page.setContent(await barePage({ steps, box, view }));
  await page
    .locator('.react-flow__node')
    .nth(steps - 1)
    .waitFor({ state: 'attached', timeout: 60_000 });
  await page.waitForTimeout(1_000);
  return page;
}
