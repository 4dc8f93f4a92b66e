import { functionDocs } from '@millrace/pipeline-core/expression';

/** Forms of the language that are no functions: what people look for first. */
const forms = [
  ['a + b, a - b, a * b, a / b, a % b, a ^ b', 'Arithmetic; what has no answer is missing.'],
  ['a = b, a != b, a < b, a >= b', 'Comparisons.'],
  ['a and b, a or b, not a', 'Conditions together.'],
  ['if(condition, then, else)', 'One of two values.'],
  ["case when a then 'x' when b then 'y' else 'z' end", 'The first that holds.'],
  ["x in ('a', 'b'), x between 1 and 5, x is null", 'Tests of one value.'],
  ['a ?? b', 'The second where the first is missing.'],
  ["text || text, date '2024-01-31', list[1]", 'Texts joined, a date written out, a part of a list.'],
] as const;

/** What formulas are made of: the forms of the language, then every function by group with its example. */
export function FormulaDocs() {
  const groups = [...new Set(functionDocs.map(({ group }) => group))];
  return (
    <section className="grid gap-2" aria-label="The language of formulas">
      <h3 className="font-semibold">The language</h3>
      <dl className="grid gap-1.5">
        {forms.map(([form, what]) => (
          <div key={form}>
            <dt className="font-mono text-12">{form}</dt>
            <dd className="text-12 text-muted">{what}</dd>
          </div>
        ))}
      </dl>
      <h3 className="font-semibold">{`${functionDocs.length} functions`}</h3>
      {groups.map((group) => (
        <FunctionGroup key={group} group={group} />
      ))}
    </section>
  );
}

function FunctionGroup({ group }: { group: string }) {
  const docs = functionDocs.filter((entry) => entry.group === group);
  return (
    <details>
      <summary className="cursor-pointer text-12 font-medium text-muted">
        {`${group.charAt(0).toUpperCase()}${group.slice(1)} (${docs.length})`}
      </summary>
      <dl className="mt-1 grid gap-1.5 pl-2">
        {docs.map(({ name, signatures, doc, example }) => (
          <div key={name}>
            <dt className="font-mono text-12 break-words">{signatures[0] ?? name}</dt>
            <dd className="text-12 text-muted">
              {doc} <code className="font-mono">{example}</code>
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
