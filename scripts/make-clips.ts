// Makes the demo's clips, resources/clips: `node scripts/make-clips.ts`, needs chromium (it draws) and ffmpeg with x264 and x265.
// `node scripts/make-clips.ts --look 75 <folder>` writes that one frame of each scene as PNG instead;
// `--only lobby` makes the clips of one scene and leaves the manifest alone.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import type { ClipEntry } from '../src/simulator/index.ts';

const FPS = 15;
const FRAMES = 300;
/** Audio is a loop of its own; the ear does not notice that it is shorter than the picture's. */
const AUDIO_SECONDS = 8;
const root = join(import.meta.dirname, '..');
const folder = join(root, 'resources/clips');
const ffmpeg = process.env.FFMPEG ?? 'ffmpeg';

interface Plan {
  readonly name: string;
  readonly codec: 'h264' | 'h265';
  readonly audio: 'aac' | 'pcmu' | null;
  readonly mainKbps: number;
  readonly subKbps: number;
}

const plans: readonly Plan[] = [
  { name: 'lobby', codec: 'h264', audio: 'aac', mainKbps: 205, subKbps: 70 },
  { name: 'car-park', codec: 'h265', audio: null, mainKbps: 190, subKbps: 75 },
  { name: 'warehouse', codec: 'h264', audio: 'pcmu', mainKbps: 215, subKbps: 70 },
  { name: 'street', codec: 'h264', audio: null, mainKbps: 200, subKbps: 70 },
];

async function run(args: readonly string[], frames?: (input: NodeJS.WritableStream) => Promise<void>): Promise<void> {
  const child = spawn(ffmpeg, ['-hide_banner', '-v', 'error', '-y', ...args], {
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  const exited = once(child, 'exit');
  if (frames !== undefined) await frames(child.stdin);
  child.stdin.end();
  const [code] = (await exited) as [number | null];
  if (code !== 0) throw new Error(`ffmpeg ended with ${code}: ${args.join(' ')}`);
}

/** Serves the drawing code to the page, types stripped, and takes the frames. */
class Studio {
  onFrame: (rgba: Buffer) => Promise<void> = () => Promise.resolve();
  readonly server = createServer((request, response) => {
    this.#answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'POST') {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      await this.onFrame(Buffer.concat(parts));
      response.end('ok');
    } else if (/^\/(scripts\/scene|src\/simulator)\/[\w-]+\.ts$/.test(request.url ?? '')) {
      const source = await readFile(join(root, request.url ?? ''), 'utf8');
      response.writeHead(200, { 'Content-Type': 'text/javascript' }).end(stripTypeScriptTypes(source));
    } else {
      const page = '<!doctype html><script type="module" src="/scripts/scene/page.ts"></script>';
      response.writeHead(200, { 'Content-Type': 'text/html' }).end(page);
    }
  }
}

function render(page: Page, name: string, from: number, to: number): Promise<void> {
  const call = `render(${JSON.stringify(name)}, ${from}, ${to}, ${FPS})`;
  return page.evaluate(call);
}

const rawInput = ['-f', 'rawvideo', '-pix_fmt', 'rgba', '-s', '1280x720', '-r', String(FPS), '-i', '-'];

/** Two passes, so that the size is known beforehand; no B-frames, as cameras do. */
async function encode(source: string, plan: Plan, stream: 'main' | 'sub', file: string): Promise<void> {
  const codec = stream === 'main' ? plan.codec : 'h264';
  const gop = stream === 'main' ? 30 : 15;
  const kbps = stream === 'main' ? plan.mainKbps : plan.subKbps;
  const scale = stream === 'main' ? [] : ['-vf', 'scale=640:360:flags=lanczos'];
  const keys = `keyint=${gop}:min-keyint=${gop}:scenecut=0:bframes=0`;
  const h265 = `${keys}:repeat-headers=1:aud=1:open-gop=0:log-level=error:info=0:stats=${source}.stats`;
  for (const pass of [1, 2]) {
    const specific =
      codec === 'h264'
        ? [
            '-c:v',
            'libx264',
            '-profile:v',
            'main',
            '-pass',
            String(pass),
            '-passlogfile',
            `${source}-${stream}`,
            '-x264-params',
            `${keys}:aud=1`,
          ]
        : ['-c:v', 'libx265', '-x265-params', `${h265}:pass=${pass}`];
    const out = ['-f', codec === 'h264' ? 'h264' : 'hevc', pass === 1 ? '/dev/null' : file];
    await run([
      '-i',
      source,
      ...scale,
      ...specific,
      '-preset',
      'slow',
      '-b:v',
      `${kbps}k`,
      '-pix_fmt',
      'yuv420p',
      ...out,
    ]);
  }
}

/** The hum of a room: brown noise, low and dull. */
async function makeAudio(codec: 'aac' | 'pcmu', file: string): Promise<void> {
  const rate = codec === 'aac' ? 16_000 : 8000;
  const noise = `anoisesrc=color=brown:sample_rate=${rate}:amplitude=0.12:seed=7:duration=${AUDIO_SECONDS}`;
  const filter = 'highpass=f=80,lowpass=f=1800';
  const out = codec === 'aac' ? ['-c:a', 'aac', '-b:a', '24k', '-f', 'adts'] : ['-c:a', 'pcm_mulaw', '-f', 'mulaw'];
  await run(['-f', 'lavfi', '-i', noise, '-af', filter, '-ac', '1', ...out, file]);
}

async function makeCamera(page: Page, studio: Studio, plan: Plan, work: string): Promise<ClipEntry[]> {
  const source = join(work, `${plan.name}.mkv`);
  await run(
    [...rawInput, '-c:v', 'libx264', '-qp', '0', '-preset', 'ultrafast', '-pix_fmt', 'yuv444p', source],
    async (input) => {
      studio.onFrame = async (rgba) => {
        if (!input.write(rgba)) await once(input, 'drain');
      };
      await render(page, plan.name, 0, FRAMES);
    },
  );
  const audio =
    plan.audio === null ? null : { file: `${plan.name}.${plan.audio === 'aac' ? 'aac' : 'ulaw'}`, codec: plan.audio };
  if (audio !== null) await makeAudio(audio.codec, join(folder, audio.file));
  const main = `${plan.name}-main.${plan.codec}`;
  const sub = `${plan.name}-sub.h264`;
  await encode(source, plan, 'main', join(folder, main));
  await encode(source, plan, 'sub', join(folder, sub));
  for (const file of [main, sub]) console.log(file, (await stat(join(folder, file))).size);
  return [
    { id: `${plan.name}-main`, video: { file: main, codec: plan.codec, width: 1280, height: 720, fps: FPS }, audio },
    { id: `${plan.name}-sub`, video: { file: sub, codec: 'h264', width: 640, height: 360, fps: FPS }, audio },
  ];
}

async function look(page: Page, studio: Studio, frame: number, into: string): Promise<void> {
  await mkdir(into, { recursive: true });
  for (const { name } of plans) {
    studio.onFrame = (rgba) =>
      run([...rawInput, '-frames:v', '1', join(into, `${name}-${frame}.png`)], (input) => {
        input.write(rgba);
        return Promise.resolve();
      });
    await render(page, name, frame, frame + 1);
  }
}

async function main(): Promise<void> {
  const studio = new Studio();
  studio.server.listen(0, '127.0.0.1');
  await once(studio.server, 'listening');
  const address = studio.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
  const work = await mkdtemp(join(tmpdir(), 'vigil-clips-'));
  try {
    const page = await browser.newPage();
    page.on('pageerror', (error) => console.error(error));
    await page.goto(`http://127.0.0.1:${port}/`);
    await page.waitForFunction('typeof render === "function"');
    const at = process.argv.indexOf('--look');
    if (at >= 0) return await look(page, studio, Number(process.argv[at + 1]), process.argv[at + 2] ?? '.');
    await mkdir(folder, { recursive: true });
    const only = process.argv[process.argv.indexOf('--only') + 1];
    const clips: ClipEntry[] = [];
    for (const plan of plans) if (plan.name === only) return void (await makeCamera(page, studio, plan, work));
    for (const plan of plans) clips.push(...(await makeCamera(page, studio, plan, work)));
    await writeFile(join(folder, 'clips.json'), `${JSON.stringify({ clips }, null, 2)}\n`);
  } finally {
    await browser.close();
    studio.server.close();
    await rm(work, { recursive: true, force: true });
  }
}

await main();
