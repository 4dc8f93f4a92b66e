import { runtimeFolder } from '../onnx-runtime-files';
import { exportedFiles, type ReleaseFacts, titleOf } from '../release-facts';
import { containerPort } from './manifests';

/** Node of the image: the oldest that Millrace itself runs on is 20.19. */
const image = 'node:22-slim';

/** Debian has the C library that ONNX Runtime needs; Alpine does not. */
const modelProgram = `COPY ${exportedFiles.model} ./
COPY ${runtimeFolder}/ ./${runtimeFolder}/
`;

/** Dockerfile of an exported folder: not root, nothing to install, asked for its health. `apart`: its model has a program of its own. */
export function containerFile(facts: ReleaseFacts, { apart }: { apart: boolean }): string {
  const ask = `fetch('http://127.0.0.1:'+process.env.PORT+'/health').then((r)=>process.exit(r.ok?0:1),()=>process.exit(1))`;
  return `# ${titleOf(facts)}: docker build -t ${facts.model}:v${facts.number} .
ARG NODE_IMAGE=${image}
FROM \${NODE_IMAGE}
LABEL org.opencontainers.image.title=${JSON.stringify(facts.model)} \\
      org.opencontainers.image.version="v${facts.number}" \\
      millrace.bundle="sha256:${facts.bundle}"
ENV NODE_ENV=production HOST=0.0.0.0 PORT=${containerPort}
WORKDIR /app
COPY package.json server.mjs release.json bundle.tar openapi.json LICENSES.txt ./
${apart ? modelProgram : ''}USER 1000:1000
EXPOSE ${containerPort}
HEALTHCHECK --interval=10s --timeout=3s --start-period=15s --retries=3 CMD ["node", "-e", ${JSON.stringify(ask)}]
CMD ["node", "server.mjs"]
`;
}
