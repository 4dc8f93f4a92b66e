'use client';

import { useState } from 'react';
import {
  Button,
  CodeTabs,
  EmptyState,
  ErrorState,
  FileDrop,
  Notice,
  ProgressBar,
  Skeleton,
  Spinner,
  ToastPreview,
  useToast,
} from '../../ui';
import { Section, Specimen, Specimens } from './Section';

function Toasts() {
  const toast = useToast();
  const undo = { label: 'Undo', run: () => toast.show({ title: 'Step restored', tone: 'success' }) };
  return (
    <Specimen name="Toast" block>
      <div className="grid gap-2">
        <ToastPreview toast={{ tone: 'success', title: 'v7 takes 5% of live traffic', detail: 'v6 keeps 95%' }} />
        <ToastPreview toast={{ tone: 'info', title: 'Deleted Split rows', action: undo }} />
        <ToastPreview
          toast={{ tone: 'danger', title: 'The draft was not saved', detail: 'No answer for 10 s; trying again' }}
        />
        <div className="flex gap-2">
          <Button onClick={() => toast.show({ title: 'Deleted Split rows', action: undo })}>Show a toast</Button>
          <Button
            onClick={() =>
              toast.show({
                tone: 'danger',
                title: 'The draft was not saved',
                detail: 'No answer for 10 s; trying again',
              })
            }
          >
            Show an error
          </Button>
        </div>
      </div>
    </Specimen>
  );
}

function Drops() {
  const [names, setNames] = useState<readonly string[]>([]);
  return (
    <Specimen name="FileDrop: idle, uploading, failed" block>
      <div className="grid gap-3 sm:grid-cols-2">
        <FileDrop
          label="Drop a file anywhere"
          hint={names.length > 0 ? `Chosen: ${names.join(', ')}` : 'CSV, JSON or Parquet, up to 2 GB'}
          onFiles={(files) => setNames(files.map(({ name }) => name))}
        />
        <FileDrop
          label="Uploading"
          hint=""
          state={{ kind: 'uploading', fileName: 'customers-2026.csv', share: 0.42, detail: '35 of 84 MB' }}
          onFiles={() => undefined}
          onCancel={() => undefined}
        />
        <FileDrop
          className="sm:col-span-2"
          label="Drop another file"
          hint="CSV, JSON or Parquet, up to 2 GB"
          state={{ kind: 'failed', text: 'customers.xls is not a table we read: save it as CSV first.' }}
          onFiles={() => undefined}
        />
      </div>
    </Specimen>
  );
}

/** Saying what happened, what is happening, and what to do. */
export function FeedbackSection() {
  return (
    <Section id="feedback" title="Feedback">
      <Specimens>
        <Specimen name="ErrorState" block>
          <ErrorState
            what="Blank values in age"
            where="148 of 8,702 train rows."
            next="Fill them, or leave the column out."
            actions={
              <>
                <Button size="sm" variant="primary">
                  Add Impute before
                </Button>
                <Button size="sm">Show 148 rows</Button>
              </>
            }
            trace={'PipelineError: age is blank in 148 rows\n  at step 9, Logistic regression, input Rows'}
          />
          <ErrorState
            className="mt-2"
            what="The rows did not load."
            where="Customers v4, rows 4,001 to 4,200: no answer for 10 s."
            onRetry={() => undefined}
          />
        </Specimen>
        <Specimen name="Notice" block>
          <div className="grid gap-2">
            <Notice tone="info">
              Stops by itself and returns to v6 if errors pass 0.5%, or p95 passes 10 ms for 2 minutes.
            </Notice>
            <Notice tone="warning" title="4 unpublished changes by Ana" actions={<Button size="sm">Compare</Button>} />
            <Notice tone="danger" title="cancel_reason gives the answer away">
              Alone it predicts churn with AUC 0.997.
            </Notice>
          </div>
        </Specimen>
        <Specimen name="EmptyState, over a dimmed example" block>
          <EmptyState
            className="min-h-44 rounded-card border border-border"
            title="Runs appear here when you press Run"
            detail="Each run keeps its data version, settings and figures."
            action={<Button variant="primary">Open the pipeline</Button>}
            example={
              <div className="grid gap-3 p-4">
                {[92, 71, 84, 60, 77].map((width) => (
                  <div key={width} className="h-4 rounded-sm bg-surface-2" style={{ width: `${width}%` }} />
                ))}
              </div>
            }
          />
          <EmptyState
            title="No runs match"
            detail="Nothing has depth above 8."
            action={<Button>Clear depth &gt; 8</Button>}
          />
        </Specimen>
        <Toasts />
        <Specimen name="Skeleton, Spinner, ProgressBar" block>
          <div className="grid gap-2">
            <Skeleton className="h-4 w-2/3" label="Loading an example" />
            <Skeleton className="h-4 w-1/2" />
            <div className="flex items-center gap-2 text-info">
              <Spinner /> Searching, 22 of 30 min
            </div>
            <ProgressBar label="Search" value={22 / 30} />
            <ProgressBar label="Healthy" value={1} tone="success" />
            <ProgressBar label="Unknown" value={null} tone="accent" />
          </div>
        </Specimen>
        <Drops />
        <Specimen name="CodeBlock with copy" block>
          <CodeTabs
            samples={[
              {
                title: 'curl',
                code: "curl -s https://millrace.example/v2/models/churn/infer \\\n  -H 'Authorization: Bearer $MILLRACE_API_KEY' \\\n  -d @row.json",
              },
              { title: 'Python', code: 'import requests\n\nprint(requests.post(url, json=row, headers=key).json())' },
            ]}
          />
        </Specimen>
      </Specimens>
    </Section>
  );
}
