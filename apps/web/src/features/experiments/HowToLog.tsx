'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useTRPC } from '../../client/trpc';
import { Button } from '../../ui/Button';
import { CodeTabs } from '../../ui/CodeBlock';
import { TextLink } from '../../ui/TextLink';
import { useProject } from '../frame/project-context';

/** What to do where nothing was tried yet: run a pipeline, or log from a notebook, with the address of this installation. */
export function HowToLog() {
  const { slug, can } = useProject();
  const trpc = useTRPC();
  const address = useQuery(trpc.experiments.address.queryOptions({ project: slug }));
  const uri = address.data?.uri ?? '';
  return (
    <div className="mx-auto grid w-full max-w-[680px] gap-4 py-6">
      <div className="grid justify-items-center gap-1 text-center">
        <p className="text-14 font-semibold">
          Runs appear here when a pipeline trains a model, or when a notebook logs one
        </p>
        <p className="text-balance text-muted">
          Every model that a run of a pipeline trains is a row. What programs log with MLflow stands in the same list.
        </p>
        <div className="mt-2 flex flex-wrap justify-center gap-2">
          <Button asChild variant="primary">
            <Link href={`/p/${slug}/pipelines`}>Open pipelines</Link>
          </Button>
        </div>
      </div>
      <div className="grid gap-2">
        <h2 className="text-14 font-semibold">Log from a notebook</h2>
        <p className="text-muted">
          {can('manage') ? (
            <>
              <TextLink href={`/p/${slug}/settings/keys?scope=track:write`}>
                Make a key with the scope track:write
              </TextLink>
              , then set it beside the address of this project:
            </>
          ) : (
            'Ask an admin of the project for a key with the scope track:write, then set it beside the address of this project:'
          )}
        </p>
        <CodeTabs samples={samples(uri)} />
      </div>
    </div>
  );
}

function samples(uri: string) {
  return [
    {
      title: 'Notebook',
      code: `%pip install mlflow==3.17.2
import mlflow, os

os.environ["MLFLOW_TRACKING_TOKEN"] = "<the key>"
mlflow.set_tracking_uri("${uri}")
mlflow.set_experiment("churn")
with mlflow.start_run(run_name="first"):
    mlflow.log_params({"model": "forest", "depth": 4})
    for step in range(10):
        mlflow.log_metric("loss", 1 / (step + 1), step=step)`,
    },
    {
      title: 'Shell',
      code: `pip install mlflow==3.17.2
export MLFLOW_TRACKING_URI=${uri}
export MLFLOW_TRACKING_TOKEN="<the key>"
python train.py`,
    },
  ];
}
