import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createEngine, createKeyFileSecretBox, createLogger, defaultDataDir } from '../engine/index.ts';
import { createDemo } from '../simulator/index.ts';
import { helpText, readArguments } from './arguments.ts';
import { createStartWorker } from './start-worker.ts';
import { onStopRequest } from './stop-request.ts';

/** The folder with package.json: two levels up both from the source and from the built file. */
const appRoot = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

async function run(): Promise<void> {
  const args = readArguments(process.argv.slice(2), process.env);
  if (args.kind === 'help') {
    console.log(helpText);
    return;
  }
  if (args.kind === 'wrong') {
    console.error(`${args.message}\n\n${helpText}`);
    process.exitCode = 2;
    return;
  }
  const { version } = JSON.parse(readFileSync(join(appRoot, 'package.json'), 'utf8')) as { version: string };
  const dataDir = args.dataDir ?? defaultDataDir();
  const logger = createLogger({ level: args.logLevel });
  const rendererDir = join(appRoot, 'out', 'renderer');
  if (!existsSync(join(rendererDir, 'index.html'))) throw new Error('the interface is not built: run npm run build');

  const showAddress = () => {
    console.log(`Vigil is at ${engine.url}\n  one-time sign-in: ${engine.url}#token=${engine.issueToken()}`);
  };
  const engine = await createEngine({
    dataDir,
    rendererDir,
    modelsDir: join(appRoot, 'models'),
    version,
    logger,
    listen: args.listen,
    host: {
      secrets: createKeyFileSecretBox(join(dataDir, 'secret.key')),
      demo: createDemo(join(appRoot, 'resources', 'clips')),
      startWorker: createStartWorker(logger),
    },
    onTokenUsed: () => showAddress(),
  });
  onStopRequest(async (why) => {
    logger.info({ why }, 'stopping');
    await engine.stop();
  }, logger);
  if (args.demo) await engine.addDemo();
  showAddress();
}

run().catch((error: unknown) => {
  console.error(`Vigil cannot start: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
});
