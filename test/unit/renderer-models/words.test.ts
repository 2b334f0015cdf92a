import i18next from 'i18next';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { startI18n } from '../../../src/renderer/i18n/index.ts';
import { modelProblems } from '../../../src/shared/detection.ts';
import { modelFailures } from '../../../src/shared/models.ts';

// The client asks for the page's address when it is loaded.
vi.stubGlobal('window', { location: { origin: 'http://127.0.0.1' } });
afterAll(() => {
  vi.unstubAllGlobals();
});
const { RequestError } = await import('../../../src/renderer/api/client.ts');
const { failureText, modelErrorText, nameOfFile } = await import('../../../src/renderer/models/words.ts');

await startI18n();
const t = i18next.getFixedT('en', 'models');
const common = i18next.getFixedT('en', 'common');

const invalid = (message: string) => new RequestError('model_invalid', 'x', [{ path: 'model', message }]);

describe('the words of models', () => {
  it('say for each failure and each problem something of its own', () => {
    const words = [
      ...modelFailures.map((reason) => failureText(t, { state: 'failed', reason, problem: null, status: 451 })),
      ...modelProblems.map((problem) => failureText(t, { state: 'failed', reason: 'unusable', problem, status: null })),
    ];
    expect(words.filter((text) => /^(failure|problem)\./.test(text))).toEqual([]);
    expect(new Set(words).size).toBe(modelFailures.length + modelProblems.length);
    expect(failureText(t, { state: 'failed', reason: 'refused', problem: null, status: 451 })).toContain('451');
  });

  it('tell the trouble of a model rather than the code of the answer', () => {
    expect(modelErrorText(t, common, invalid('corrupt'))).toBe('This is not an ONNX model, or it is damaged.');
    expect(modelErrorText(t, common, invalid('empty'))).toBe('The file is empty.');
    expect(modelErrorText(t, common, invalid('something new'))).toBe('The model cannot be used.');
    expect(modelErrorText(t, common, new RequestError('disk_full', 'x'))).toBe('The disk of the recorder is full.');
    expect(modelErrorText(t, common, new RequestError('network', 'x'))).toBe('The recorder does not answer.');
  });

  it('make a name of the name of a file', () => {
    expect(nameOfFile('yolox_tiny.v2.ONNX')).toBe('yolox tiny v2');
    expect(nameOfFile(`${'a'.repeat(90)}.onnx`)).toHaveLength(60);
  });
});
