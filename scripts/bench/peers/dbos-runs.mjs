// The peer of the orchestration bench: DBOS, one process, every step's result recorded in Postgres.
// Runs from the folder in which @dbos-inc/dbos-sdk is installed. Argument: JSON with url. One JSON line in, one out.
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { DBOS } from '@dbos-inc/dbos-sdk';
import pg from 'pg';

const { url } = JSON.parse(process.argv[2] ?? '{}');
const step = (number) => DBOS.runStep(async () => number, { name: `step ${number}` });

const chain = DBOS.registerWorkflow(
  async (steps) => {
    for (let number = 0; number < steps; number += 1) await step(number);
  },
  { name: 'chain' },
);
const fan = DBOS.registerWorkflow(
  async (steps) => {
    await step(0);
    await Promise.all(Array.from({ length: steps }, (_, number) => step(number + 1)));
    await step(steps + 1);
  },
  { name: 'fan' },
);

const quiet = { info() {}, debug() {}, warn() {}, error: (...texts) => console.error(...texts) };
DBOS.setConfig({ name: 'bench', systemDatabaseUrl: url, logger: quiet });
await DBOS.launch();
const pool = new pg.Pool({ connectionString: url, max: 1 });

async function run({ shape, steps }) {
  const workflowID = randomUUID();
  const start = performance.now();
  const handle = await DBOS.startWorkflow(shape === 'chain' ? chain : fan, { workflowID })(steps);
  await handle.getResult();
  const ms = performance.now() - start;
  const { rows } = await pool.query(
    `select (select count(*)::int from dbos.operation_outputs where workflow_uuid = $1) as recorded,
            (select status from dbos.workflow_status where workflow_uuid = $1) as status`,
    [workflowID],
  );
  return { ms, recorded: rows[0].recorded, status: rows[0].status === 'SUCCESS' ? 'succeeded' : rows[0].status };
}

for await (const line of createInterface({ input: process.stdin })) {
  try {
    console.log(JSON.stringify(await run(JSON.parse(line))));
  } catch (error) {
    console.log(JSON.stringify({ error: String(error) }));
  }
}
process.exit(0);
