import type { TFunction } from 'i18next';
import { modelProblems, type ModelProblem } from '../../shared/detection.ts';
import { modelFailures, type ModelFailure, type ModelState } from '../../shared/models.ts';
import { RequestError } from '../api/client.ts';
import { errorText } from '../app/error-text.ts';

/** Why a download failed. Pure. */
export function failureText(t: TFunction<'models'>, state: Extract<ModelState, { state: 'failed' }>): string {
  if (state.problem !== null) return t(`problem.${state.problem}`);
  return t(`failure.${state.reason}`, { status: state.status ?? '' });
}

/** Why a request about a model failed: the model's own trouble where it is told, else the code's words. Pure. */
export function modelErrorText(t: TFunction<'models'>, common: TFunction<'common'>, error: unknown): string {
  const told = error instanceof RequestError && error.code === 'model_invalid' ? error.details[0]?.message : undefined;
  const problem = modelProblems.find((one): one is ModelProblem => one === told);
  if (problem !== undefined) return t(`problem.${problem}`);
  const failure = modelFailures.find((one): one is ModelFailure => one === told);
  return failure === undefined ? errorText(common, error) : t(`failure.${failure}`);
}

/** `yolox_tiny.v2.onnx` -> `yolox tiny v2`: a first name for a file. Pure. */
export function nameOfFile(fileName: string): string {
  const name = fileName
    .replace(/\.onnx$/i, '')
    .replace(/[._]+/g, ' ')
    .trim();
  return name.slice(0, 60);
}
