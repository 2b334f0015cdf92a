import { cameraInputSchema, type Camera, type CameraInputBody, type CameraSource } from '../../../shared/camera.ts';
import type { ErrorDetail } from '../../../shared/errors.ts';
import { detectionPlanSchema, type DetectionPlan } from '../../../shared/detection-plan.ts';
import { recordingPlanSchema, type RecordingPlan } from '../../../shared/recording-plan.ts';
import { splitCredentials } from '../../../shared/rtsp-url.ts';

/** What the dialog's fields hold; every kind of source keeps its own, so that switching back and forth loses nothing. */
export interface CameraForm {
  readonly kind: CameraSource['kind'];
  readonly name: string;
  readonly mainUrl: string;
  readonly subUrl: string;
  readonly username: string;
  /** What was typed; empty keeps the stored one. */
  readonly password: string;
  readonly removePassword: boolean;
  readonly transport: 'tcp' | 'udp';
  readonly device: string;
  readonly path: string;
  readonly timeoutSeconds: number | string;
  readonly record: boolean;
  readonly enabled: boolean;
  readonly recording: RecordingPlan;
  readonly detection: DetectionPlan;
}

export const emptyForm: CameraForm = {
  kind: 'rtsp',
  name: '',
  mainUrl: '',
  subUrl: '',
  username: '',
  password: '',
  removePassword: false,
  transport: 'tcp',
  device: '',
  path: '',
  timeoutSeconds: 5,
  record: true,
  enabled: true,
  recording: recordingPlanSchema.parse({}),
  detection: detectionPlanSchema.parse({}),
};

export function formOf(camera: Camera): CameraForm {
  const { source } = camera;
  return {
    ...emptyForm,
    kind: source.kind,
    name: camera.name,
    timeoutSeconds: camera.connectTimeoutMs / 1000,
    record: camera.record,
    enabled: camera.enabled,
    recording: camera.recording,
    detection: camera.detection,
    ...(source.kind === 'rtsp'
      ? {
          mainUrl: source.mainUrl,
          subUrl: source.subUrl ?? '',
          username: source.username ?? '',
          transport: source.transport,
        }
      : {}),
    ...(source.kind === 'device' ? { device: source.device } : {}),
    ...(source.kind === 'file' ? { path: source.path } : {}),
  };
}

function sourceOf(form: CameraForm): CameraSource {
  switch (form.kind) {
    case 'rtsp':
      return {
        kind: 'rtsp',
        mainUrl: form.mainUrl.trim(),
        subUrl: form.subUrl.trim() === '' ? null : form.subUrl.trim(),
        transport: form.transport,
        username: form.username === '' ? null : form.username,
      };
    case 'device':
      return { kind: 'device', device: form.device.trim() };
    case 'file':
      return { kind: 'file', path: form.path.trim() };
  }
}

/** The body to send. Without a `password` the engine keeps the stored one; null removes it. */
export function inputOf(form: CameraForm): CameraInputBody {
  const input: CameraInputBody = {
    name: form.name,
    enabled: form.enabled,
    source: sourceOf(form),
    connectTimeoutMs: Math.round(Number(form.timeoutSeconds === '' ? Number.NaN : form.timeoutSeconds) * 1000),
    record: form.record,
    recording: form.recording,
    detection: form.detection,
  };
  if (form.removePassword || form.kind !== 'rtsp') return { ...input, password: null };
  return form.password === '' ? input : { ...input, password: form.password };
}

export type FieldName = 'name' | 'mainUrl' | 'subUrl' | 'username' | 'password' | 'device' | 'path' | 'timeoutSeconds';

const fields: Readonly<Record<string, FieldName>> = {
  name: 'name',
  'source.mainUrl': 'mainUrl',
  'source.subUrl': 'subUrl',
  'source.username': 'username',
  'source.device': 'device',
  'source.path': 'path',
  password: 'password',
  connectTimeoutMs: 'timeoutSeconds',
};

/** Why a field is refused: keys of `invalid.*` in the cameras catalogue. */
export const invalidReasons = [
  'required',
  'notUrl',
  'scheme',
  'noHost',
  'credentials',
  'controlCharacter',
  'absolutePath',
  'device',
  'tooLong',
  'timeout',
  'other',
] as const;
export type InvalidReason = (typeof invalidReasons)[number];

const byMessage: Readonly<Record<string, InvalidReason>> = {
  'not a URL': 'notUrl',
  'must begin with rtsp:// or rtsps://': 'scheme',
  'has no host': 'noHost',
  'user and password belong in their own fields': 'credentials',
  'has a control character': 'controlCharacter',
  'has a NUL byte': 'controlCharacter',
  'must be an absolute path': 'absolutePath',
  'must be an index, a /dev path or a device name': 'device',
};

export type FieldErrors = Partial<Record<FieldName, InvalidReason>>;

function reasonFor(form: CameraForm, field: FieldName, message: string): InvalidReason {
  if (String(form[field]).trim() === '') return 'required';
  if (field === 'timeoutSeconds') return 'timeout';
  return byMessage[message] ?? (/too big|at most|<=/i.test(message) ? 'tooLong' : 'other');
}

/** Errors of the engine's or our own check by field, the first of each; `unplaced` are those without a field. */
export function fieldErrors(
  form: CameraForm,
  details: readonly ErrorDetail[],
): { readonly errors: FieldErrors; readonly unplaced: readonly ErrorDetail[] } {
  const errors: FieldErrors = {};
  const unplaced: ErrorDetail[] = [];
  for (const detail of details) {
    const field = fields[detail.path];
    if (field === undefined) unplaced.push(detail);
    else errors[field] ??= reasonFor(form, field, detail.message);
  }
  return { errors, unplaced };
}

/** What the engine's own schema says about the form, before anything is sent. */
export function validateForm(form: CameraForm): FieldErrors {
  const parsed = cameraInputSchema.safeParse(inputOf(form));
  if (parsed.success) return {};
  const details = parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
  return fieldErrors(form, details).errors;
}

/**
 * A URL was pasted or typed into `field`: user and password that it holds go to their own fields.
 * An older user name or password is replaced only by one that the URL really has.
 */
export function withUrl(form: CameraForm, field: 'mainUrl' | 'subUrl', value: string): CameraForm {
  const { url, username, password } = splitCredentials(value);
  if (username === null && password === null) return { ...form, [field]: value };
  return {
    ...form,
    [field]: url,
    username: username ?? form.username,
    password: password ?? form.password,
    removePassword: password === null ? form.removePassword : false,
  };
}

/** Where the pictures come from, in one line without secrets: host and path, device or file. */
export function sourceLine(source: CameraSource): string {
  switch (source.kind) {
    case 'rtsp':
      return source.mainUrl.replace(/^rtsps?:\/\//i, '');
    case 'device':
      return source.device;
    case 'file':
      return source.path;
  }
}
