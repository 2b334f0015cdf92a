// Makes the people detector that comes with Vigil, models/hog-people.onnx, from the coefficients that OpenCV publishes.
//   node scripts/make-hog.ts --write   writes it
//   node scripts/make-hog.ts --check   fails when the file is not what this script makes
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hogModel } from './hog/model.ts';
import { defaultPeopleDetector, withOpenCv } from './hog/opencv.ts';

const name = 'models/hog-people.onnx';
const path = join(import.meta.dirname, '..', name);

const mode = process.argv[2];
if (mode !== '--write' && mode !== '--check') {
  console.error('usage: node scripts/make-hog.ts --write | --check');
  process.exit(2);
}
const coefficients = await withOpenCv(defaultPeopleDetector);
if (coefficients === null) {
  console.error('@techstark/opencv-js is not installed: npm install');
  process.exit(1);
}
const bytes = hogModel(coefficients);
if (!existsSync(path) || !readFileSync(path).equals(bytes)) {
  if (mode === '--write') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
    console.log(`wrote ${name}: ${bytes.length} bytes`);
  } else {
    console.error(`${name} is not what the script makes: node scripts/make-hog.ts --write`);
    process.exitCode = 1;
  }
}
