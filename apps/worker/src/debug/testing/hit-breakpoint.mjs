// What an IDE does with a waiting step: attaches, sets a breakpoint in a line of TypeScript by way of the source map, goes
// on, looks round where it stops, and goes on to the end. Arguments: address of the inspector, end of the path of the
// TypeScript file, a piece of the line. Prints one line of JSON. Needs the global WebSocket.
import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';

const [address, file, piece] = process.argv.slice(2);
const socket = new WebSocket(address);
const waiting = new Map();
let count = 0;
let program = null;
let hit = null;

function send(method, params = {}) {
  const id = ++count;
  socket.send(JSON.stringify({ id, method, params }));
  return new Promise((resolve, reject) => waiting.set(id, { resolve, reject, method }));
}

/** Where the bundle has the statement of that line of TypeScript. */
function placeOf(script) {
  const bundle = fileURLToPath(script.url);
  const map = JSON.parse(readFileSync(`${bundle}.map`, 'utf8'));
  const source = map.sources.findIndex((name) => name.endsWith(file));
  const line = map.sourcesContent[source].split('\n').findIndex((text) => text.includes(piece));
  const entries = new SourceMap(map);
  const lines = readFileSync(bundle, 'utf8').split('\n');
  for (const [at, text] of lines.entries()) {
    const column = text.search(/\S/);
    const entry = column < 0 ? {} : entries.findEntry(at, column);
    if (entry.generatedLine === at && entry.originalLine === line && entry.originalSource === map.sources[source])
      return { lineNumber: at, columnNumber: column, line: line + 1 };
  }
  throw new Error(`no statement of ${file} is made from a line with ${piece}`);
}

async function paused({ callFrames, hitBreakpoints }) {
  if (hitBreakpoints?.length > 0) {
    const [{ callFrameId, functionName }] = callFrames;
    const { result } = await send('Debugger.evaluateOnCallFrame', {
      callFrameId,
      expression: 'job.title',
      returnByValue: true,
    });
    hit = { file, line: program.line, functionName, title: result.value };
    process.stdout.write(`${JSON.stringify(hit)}\n`);
    await send('Debugger.resume').catch(() => undefined); // it may end before it answers
    socket.close();
    return;
  }
  const { line, ...place } = placeOf(program);
  await send('Debugger.setBreakpoint', { location: { scriptId: program.scriptId, ...place } });
  program.line = line;
  await send('Debugger.resume');
}

socket.onopen = async () => {
  await send('Runtime.enable');
  await send('Debugger.enable');
  await send('Runtime.runIfWaitingForDebugger');
};
socket.onmessage = ({ data }) => {
  const message = JSON.parse(data);
  if (message.id !== undefined) {
    const { resolve, reject, method } = waiting.get(message.id);
    if (message.error === undefined) resolve(message.result);
    else reject(new Error(`${method}: ${message.error.message}`));
  } else if (message.method === 'Debugger.scriptParsed' && message.params.url.endsWith('debug-child.mjs')) {
    program ??= message.params;
  } else if (message.method === 'Debugger.paused') {
    paused(message.params).catch((error) => {
      process.stderr.write(`${error.stack}\n`);
      process.exit(1);
    });
  }
};
socket.onclose = () => process.exit(hit === null ? 1 : 0);
socket.onerror = (event) => {
  process.stderr.write(`${event.message ?? 'no connection'}\n`);
  process.exit(1);
};
