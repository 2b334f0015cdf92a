import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { hintsOf, parseLabels, readHints } from '../../../src/engine/vision/metadata.ts';

it('reads names from a dictionary of Python, a list, or commas', () => {
  expect(parseLabels("{0: 'person', 1: 'hair drier', 2: \"bull's eye\", 3: 'it\\'s'}")).toEqual([
    'person',
    'hair drier',
    "bull's eye",
    "it's",
  ]);
  expect(parseLabels('["red", "green"]')).toEqual(['red', 'green']);
  expect(parseLabels('man, woman')).toEqual(['man', 'woman']);
});

it('reads no names from what is broken', () => {
  expect(parseLabels('')).toBeNull();
  expect(parseLabels('[1, 2')).toBeNull();
  expect(parseLabels("{0: 'a', 2: 'c'}")).toBeNull();
  expect(parseLabels('{}')).toBeNull();
});

it('knows how pixels are wanted, and of whom', () => {
  expect(hintsOf(new Map([['pixels', 'bytes']])).pixels).toBe('bytes');
  expect(hintsOf(new Map([['task', 'classify']])).pixels).toBe('unit');
  expect(hintsOf(new Map([['pixels', 'loud']]))).toEqual({ labels: null, pixels: null });
});

it('leaves what the file beside a model says nothing of to the model itself', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'vigil-hints-'));
  try {
    writeFileSync(join(folder, 'm.onnx'), '');
    writeFileSync(join(folder, 'm.json'), JSON.stringify({ labels: null, pixels: 'unit' }));
    expect(await readHints(join(folder, 'm.onnx'))).toEqual({ labels: null, pixels: 'unit' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
