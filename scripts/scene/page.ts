import { blockCells } from '../../src/simulator/block-code.ts';
import { carPark } from './car-park.ts';
import { lobby } from './lobby.ts';
import { street } from './street.ts';
import { warehouse } from './warehouse.ts';
import { HEIGHT, LOOP_SECONDS, WIDTH, type Ctx, type Scene } from './world.ts';

const scenes: Readonly<Record<string, Scene>> = { lobby, 'car-park': carPark, warehouse, street };

function canvasOf(): Ctx {
  const canvas = document.createElement('canvas');
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  const ctx = canvas.getContext('2d', { willReadFrequently: true });
  if (ctx === null) throw new Error('no canvas');
  return ctx;
}

function drawCode(ctx: Ctx, frame: number): void {
  for (const cell of blockCells(frame)) {
    ctx.fillStyle = cell.white ? 'rgb(235,235,235)' : 'rgb(18,18,18)';
    ctx.fillRect(cell.x * WIDTH, Math.round(cell.y * HEIGHT), cell.width * WIDTH, Math.ceil(cell.height * HEIGHT));
  }
}

/** Draws frames `from` to `to` of a scene and posts each as RGBA to `/frame`. */
async function render(name: string, from: number, to: number, fps: number): Promise<void> {
  const scene = scenes[name];
  if (scene === undefined) throw new Error(`no scene ${name}`);
  const back = canvasOf();
  scene.background(back);
  const ctx = canvasOf();
  for (let frame = from; frame < to; frame += 1) {
    const t = (frame / fps) % LOOP_SECONDS;
    ctx.drawImage(back.canvas, 0, 0);
    for (const thing of scene.things(ctx, t).sort((a, b) => b.z - a.z)) thing.draw();
    scene.finish(ctx, t);
    drawCode(ctx, frame);
    const { data } = ctx.getImageData(0, 0, WIDTH, HEIGHT);
    const answer = await fetch('/frame', { method: 'POST', body: data });
    if (!answer.ok) throw new Error(await answer.text());
  }
}

Object.assign(globalThis, { render });
