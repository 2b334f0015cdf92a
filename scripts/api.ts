// Keeps docs/openapi.json and the interface's types in step with the code.
//   node scripts/api.ts --write   writes both
//   node scripts/api.ts --check   fails when either differs from the code
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openApiDocument } from '../src/engine/http/index.ts';

const root = join(import.meta.dirname, '..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };

const document = JSON.parse(JSON.stringify(await openApiDocument(version))) as OpenAPI3;
const types = astToString(await openapiTS(structuredClone(document), { defaultNonNullable: false }));
const banner = '// Written by `npm run api` from the code of src/engine/http; do not edit.\n\n';
const outputs = new Map([
  ['docs/openapi.json', `${JSON.stringify(document, null, 2)}\n`],
  ['src/renderer/api/schema.d.ts', banner + types],
]);

const mode = process.argv[2];
if (mode !== '--write' && mode !== '--check') {
  console.error('usage: node scripts/api.ts --write | --check');
  process.exit(2);
}
for (const [name, text] of outputs) {
  const path = join(root, name);
  if (existsSync(path) && readFileSync(path, 'utf8') === text) continue;
  if (mode === '--write') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    console.log(`wrote ${name}`);
  } else {
    console.error(`${name} differs from the code: run npm run api`);
    process.exitCode = 1;
  }
}
