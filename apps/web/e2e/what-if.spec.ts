import { readFileSync } from 'node:fs';
import { expect, type Page } from '@playwright/test';
import { adultTable } from './support/adult-table';
import { draw, mutate, query } from './support/api';
import { landFile } from './support/land-file';
import { test } from './support/owner';
import { photograph } from './support/photograph';
import { makeProject } from './support/project';

type Input = { name: string; type: string };
type Endpoint = {
  endpoint: { url: string };
  releases: { bundleHash: string; manifest: { signature: { inputs: Input[] } } }[];
};
type Endpoints = { endpoints: { id: string; answers: string | null }[] };

/** Trains trees on people's incomes and deploys them; answers the endpoint. */
async function deployed(page: Page, o: { project: string; dataset: string }): Promise<{ id: string } & Endpoint> {
  const rows = { rows: 'split.split' };
  const pipeline = await draw(page.request, { project: o.project, name: 'Income' }, [
    ['data', 'dataset', { dataset: o.dataset }],
    ['target', 'select-columns', { target: 'income' }, { table: 'data' }],
    ['split', 'split-rows', {}, { table: 'target' }],
    ['trees', 'gradient-boosted-trees', { rounds: 30 }, rows],
    ['judge', 'evaluate', {}, { model: 'trees.model', ...rows }],
    [
      'register',
      'register-model',
      { name: 'income' },
      { model: 'trees.model', ...rows, evaluation: 'judge.evaluation' },
    ],
    ['deploy', 'deploy', { endpoint: 'income-api' }, { release: 'register.release' }],
  ]);
  await mutate(page.request, 'runs.start', { project: o.project, pipeline });
  const find = async () => {
    const { endpoints } = await query<Endpoints>(page.request, 'endpoints.list', { project: o.project });
    return endpoints.find(({ answers }) => answers !== null)?.id ?? null;
  };
  await expect.poll(find, { timeout: 180_000 }).not.toBeNull();
  const id = (await find()) ?? '';
  return { id, ...(await query<Endpoint>(page.request, 'endpoints.get', { project: o.project, id })) };
}

const fieldsOf = (line: string) => line.trimEnd().split(',');

/** The first lines of the table without what is predicted: as text to paste, and as rows for the endpoint. */
function firstRows(file: string, inputs: readonly Input[], count = 1000) {
  const [header = '', ...lines] = readFileSync(file, 'utf8').split('\n', count + 1);
  const names = fieldsOf(header);
  const records = lines.map(fieldsOf);
  const types = new Map(inputs.map(({ name, type }) => [name, type]));
  const cell = (name: string, field: string) => {
    if (field === '') return null;
    const type = types.get(name);
    return type === 'integer' || type === 'number' ? Number(field) : field;
  };
  const rows = records.map((record) =>
    Object.fromEntries(
      names.flatMap((name, at) => (types.has(name) ? [[name, cell(name, record[at] ?? '')] as const] : [])),
    ),
  );
  const pasted = [names.slice(0, -1), ...records.map((record) => record.slice(0, -1))];
  return { rows, text: pasted.map((fields) => fields.join(',')).join('\n') };
}

type Answer = { prediction: string; probabilities: Record<string, number> };

test(
  'a reader scores in the browser, without the network, as the server does to the last bit',
  {
    tag: '@what-if',
  },
  async ({ page, context }, info) => {
    test.setTimeout(300_000);
    const address = await makeProject(page, 'What if');
    const project = address.slice(3);
    const table = adultTable();
    const dataset = await landFile(page.request, { project, file: 'income.csv', content: readFileSync(table.file) });
    const { id, endpoint, releases } = await deployed(page, { project, dataset });
    const [release] = releases;
    const { rows, text } = firstRows(table.file, release?.manifest.signature.inputs ?? []);
    const { key } = await mutate<{ key: string }>(page.request, 'keys.create', {
      project,
      ...{ name: 'asks', scopes: ['predict'] },
    });
    const asked = await page.request.post(`${endpoint.url}/predict`, {
      headers: { authorization: `Bearer ${key}` },
      data: { rows },
    });
    expect(asked.ok(), await asked.text()).toBe(true);
    const { predictions } = (await asked.json()) as { predictions: Answer[] }; // as the native protocol answers

    await page.goto(`${address}/deployments/${id}?tab=what-if`);
    await expect(page.getByTestId('browser-hash')).toHaveText(release?.bundleHash ?? '', { timeout: 30_000 });
    await expect(page.getByText(/answered its \d+ proof rows as the server does, bit for bit/)).toBeVisible();
    await context.setOffline(true);
    try {
      const prediction = page.getByTestId('prediction');
      await expect(prediction).toHaveText(/[<>]=?50K/);
      const together = page.getByText('Together').locator('xpath=..');
      const before = await together.textContent();
      const age = page.getByRole('slider', { name: 'age, slider' });
      await age.press('End');
      await expect(page.getByRole('heading', { name: 'Your row' })).toBeVisible();
      await expect(together).not.toHaveText(before ?? '');
      await expect(page.getByRole('region', { name: 'What each feature adds' })).toContainText(/age = \d/);
      await photograph(page, 'what-if');
      await page.getByRole('button', { name: 'Undo changes' }).click();
      await expect(together).toHaveText(before ?? '');

      await page.getByLabel('Or paste rows').fill(text);
      await page.getByRole('button', { name: 'Score the rows' }).click();
      await expect(page.getByTestId('scored-rows')).toContainText('1,000 rows scored in this browser.', {
        timeout: 60_000,
      });
      await photograph(page, 'what-if-rows');
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Download the scores' }).click(),
      ]);
      const [header = [], ...scored] = readFileSync(await download.path(), 'utf8')
        .trim()
        .split('\r\n')
        .map(fieldsOf);
      const cells = (name: string) => scored.map((record) => record[header.indexOf(name)]);
      const classes = Object.keys(predictions[0]?.probabilities ?? {});
      expect(scored).toHaveLength(1000);
      expect(cells('prediction')).toEqual(predictions.map(({ prediction }) => prediction));
      let differences = 0;
      for (const name of classes) {
        const shares = cells(`probability_${name}`).map(Number);
        differences += predictions.filter(({ probabilities }, at) => probabilities[name] !== shares[at]).length;
      }
      info.annotations.push({ type: 'figure', description: `${differences} differences in ${scored.length} rows` });
      expect(differences).toBe(0);
    } finally {
      await context.setOffline(false);
    }

    await page.goto(`${address}/models`);
    await page.getByRole('link', { name: 'income', exact: true }).click();
    await page.getByRole('tab', { name: 'What if' }).click();
    await expect(page.getByTestId('browser-hash')).toHaveText(release?.bundleHash ?? '', { timeout: 30_000 });
    await page.getByRole('button', { name: 'Another row' }).click();
    await expect(page.getByRole('heading', { name: 'Proof row 2' })).toBeVisible();
  },
);
