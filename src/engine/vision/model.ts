import type { Attribute } from '../../shared/detection.ts';
import type { Box } from '../../shared/geometry.ts';
import type { DetectorFamily, Family, Trial } from './family.ts';
import { decodeClassifier, headLabels } from './families/classifier.ts';
import { toPicture } from './fit.ts';
import { feedOther } from './inputs.ts';
import { naming, type Naming } from './labels.ts';
import type { OnnxSession } from './onnx.ts';
import { Preparer, type ImageInput, type Prepared } from './prepare.ts';
import type { Feed, FloatTensor, Size, TensorInfo } from './tensors.ts';
import {
  ModelError,
  type Detection,
  type DetectOptions,
  type ModelFacts,
  type Picture,
  type VisionModel,
} from './types.ts';

/** @throws ModelError failed */
function checkPicture({ width, height, data }: Picture): void {
  const chroma = ((width + 1) >> 1) * ((height + 1) >> 1);
  if (width < 2 || height < 2 || data.length < width * height + 2 * chroma)
    throw new ModelError('failed', `${data.length} bytes are no I420 picture of ${width} x ${height}.`);
}

/** A model whose family is known, behind a session. */
export class LoadedModel implements VisionModel {
  readonly facts: ModelFacts;
  readonly provider: string;
  readonly #session: OnnxSession;
  readonly #family: Family;
  readonly #image: ImageInput;
  readonly #others: readonly TensorInfo[];
  readonly #preparer: Preparer;
  readonly #naming: Naming;
  /** Of a classifier, for each of its outputs. */
  readonly #headLabels: readonly (readonly string[])[];

  constructor(session: OnnxSession, trial: Trial, family: Family, labels: readonly string[] | null) {
    const { image, size, others } = trial;
    const native = family.preparation.resize === 'native';
    this.#session = session;
    this.#family = family;
    this.#image = image;
    this.#others = others;
    this.#preparer = new Preparer(image, family.preparation, native ? null : size);
    this.#headLabels = family.purpose === 'classifier' ? headLabels(family.heads, labels) : [];
    this.#naming =
      family.purpose === 'detector'
        ? naming(labels ?? family.labels ?? null, family.classes, family.numbering)
        : naming(this.#headLabels.flat(), null, 'from0');
    this.provider = session.provider;
    this.facts = {
      purpose: family.purpose,
      family: family.family,
      inputWidth: native ? null : size.width,
      inputHeight: native ? null : size.height,
      labels: this.#naming.labels,
    };
  }

  async detect(picture: Picture, { minScore, labels, look }: DetectOptions): Promise<Detection[]> {
    const family = this.#family;
    if (family.purpose !== 'detector')
      throw new ModelError('wrong_purpose', 'It is a classifier, and a detector is wanted.');
    checkPicture(picture);
    const prepared = this.#preparer.prepare(picture, look);
    const outputs = await this.#run(prepared);
    return this.#detections(family, outputs, prepared, minScore, new Set(labels));
  }

  async classify(picture: Picture, box: Box): Promise<Attribute[]> {
    if (this.#family.purpose !== 'classifier')
      throw new ModelError('wrong_purpose', 'It is a detector, and a classifier is wanted.');
    checkPicture(picture);
    const outputs = await this.#run(this.#preparer.prepare(picture, box));
    return decodeClassifier(outputs, this.#headLabels);
  }

  release(): Promise<void> {
    return this.#session.release();
  }

  #detections(
    family: DetectorFamily,
    outputs: readonly FloatTensor[],
    { fit }: Prepared,
    minScore: number,
    wanted: ReadonlySet<string>,
  ): Detection[] {
    const candidates = family.decode(outputs, fit.input, minScore);
    return family.reduce(candidates).flatMap((candidate) => {
      if (candidate.score < minScore) return [];
      const label = this.#naming.name(candidate.classIndex);
      if (label === null || (wanted.size > 0 && !wanted.has(label))) return [];
      const box = toPicture(candidate, fit);
      // Nothing of it lies in the picture, or it is no box at all.
      if (!(box.w > 0 && box.h > 0)) return [];
      return [{ label, score: Math.min(1, candidate.score), box }];
    });
  }

  /** @throws ModelError failed */
  async #run({ data, dims, fit }: Prepared): Promise<FloatTensor[]> {
    const picture: Feed = { name: this.#image.name, type: this.#image.type, data, dims };
    const size: Size = fit.input;
    const others = this.#others.flatMap((other) => feedOther(other, size) ?? []);
    try {
      return await this.#session.run([picture, ...others]);
    } catch (error) {
      throw new ModelError('failed', `It ran into an error: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
