import { z } from 'zod';
import { cameraInputSchema, type Camera, type CameraInput } from '../../shared/camera.ts';
import type { ErrorDetail } from '../../shared/errors.ts';
import { splitCredentials } from '../../shared/rtsp-url.ts';
import { parseCsv, writeCsv } from './csv.ts';

export type CameraListFormat = 'json' | 'csv';

/** All cameras, or none and what is wrong: `path` begins with the row (`row 3.source.mainUrl`), counted from 1 without the header. */
export type CameraListImport =
  | { readonly ok: true; readonly inputs: readonly CameraInput[] }
  | { readonly ok: false; readonly errors: readonly ErrorDetail[] };

const MOST_ROWS = 10_000;
const MOST_ERRORS = 100;

const columns = [
  'name',
  'kind',
  'main_url',
  'sub_url',
  'transport',
  'username',
  'password',
  'path',
  'device',
  'enabled',
  'record',
  'connect_timeout_ms',
  'recording',
  'detection',
] as const;
type Column = (typeof columns)[number];

/** A list that can be imported again. Passwords are left out: the file is for keeping and sending. */
export function exportCameras(cameras: readonly Camera[], format: CameraListFormat): string {
  if (format === 'json') {
    const rows = cameras.map(({ name, source, enabled, record, recording, detection, connectTimeoutMs }) => ({
      name,
      source,
      enabled,
      record,
      recording,
      detection,
      connectTimeoutMs,
    }));
    return `${JSON.stringify({ version: 1, cameras: rows }, null, 2)}\n`;
  }
  return writeCsv([columns, ...cameras.map((camera) => columns.map((column) => toCell(camera, column)))]);
}

function toCell(camera: Camera, column: Column): string {
  const { source } = camera;
  const rtsp = source.kind === 'rtsp' ? source : null;
  switch (column) {
    case 'name':
      return camera.name;
    case 'kind':
      return source.kind;
    case 'main_url':
      return rtsp?.mainUrl ?? '';
    case 'sub_url':
      return rtsp?.subUrl ?? '';
    case 'transport':
      return rtsp?.transport ?? '';
    case 'username':
      return rtsp?.username ?? '';
    case 'password':
      return '';
    case 'path':
      return source.kind === 'file' ? source.path : '';
    case 'device':
      return source.kind === 'device' ? source.device : '';
    case 'enabled':
      return String(camera.enabled);
    case 'record':
      return String(camera.record);
    case 'connect_timeout_ms':
      return String(camera.connectTimeoutMs);
    case 'recording':
      return JSON.stringify(camera.recording);
    case 'detection':
      return JSON.stringify(camera.detection);
  }
}

/** Reads a list. Every row is checked before any is answered. A user and password within a URL move to their own fields. */
export function importCameras(text: string, format: CameraListFormat): CameraListImport {
  const rows = format === 'json' ? jsonRows(text) : csvRows(text);
  if (typeof rows === 'string') return { ok: false, errors: [{ path: '', message: rows }] };
  if (rows.length === 0) return { ok: false, errors: [{ path: '', message: 'there are no cameras in it' }] };
  if (rows.length > MOST_ROWS) return { ok: false, errors: [{ path: '', message: `more than ${MOST_ROWS} cameras` }] };
  const inputs: CameraInput[] = [];
  const errors: ErrorDetail[] = [];
  rows.forEach((row, index) => {
    const parsed = cameraInputSchema.safeParse(withSplitUrls(row));
    if (parsed.success) {
      inputs.push(parsed.data);
      return;
    }
    for (const issue of parsed.error.issues) {
      errors.push({ path: [`row ${index + 1}`, ...issue.path.map(String)].join('.'), message: issue.message });
    }
  });
  return errors.length === 0 ? { ok: true, inputs } : { ok: false, errors: errors.slice(0, MOST_ERRORS) };
}

const listSchema = z.union([z.array(z.unknown()), z.object({ cameras: z.array(z.unknown()) })]);

function jsonRows(text: string): unknown[] | string {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return 'not JSON';
  }
  const list = listSchema.safeParse(value);
  if (!list.success) return 'not a list of cameras';
  return Array.isArray(list.data) ? list.data : list.data.cameras;
}

function csvRows(text: string): unknown[] | string {
  const table = parseCsv(text);
  if (typeof table === 'string') return table;
  const [header, ...rows] = table;
  if (header === undefined) return 'empty';
  const names = header.map((name) => name.trim().toLowerCase());
  if (!names.includes('name')) return 'the first line must name the columns, "name" among them';
  const unknown = names.find((name) => !(columns as readonly string[]).includes(name));
  if (unknown !== undefined) return `unknown column "${unknown.slice(0, 40)}"`;
  return rows.map((cells) => fromCells(new Map(names.map((name, index) => [name, cells[index] ?? '']))));
}

function fromCells(cells: ReadonlyMap<string, string>): unknown {
  const cell = (column: Column): string | undefined => {
    const text = cells.get(column)?.trim() ?? '';
    return text === '' ? undefined : text;
  };
  const timeout = cell('connect_timeout_ms');
  return {
    name: cell('name') ?? '',
    source: sourceOf(cell),
    // Spaces at the ends of a password belong to it.
    password: cells.get('password') === '' ? undefined : cells.get('password'),
    enabled: flag(cell('enabled')),
    record: flag(cell('record')),
    connectTimeoutMs: timeout === undefined ? undefined : Number(timeout),
    recording: plan(cell('recording')),
    detection: plan(cell('detection')),
  };
}

function sourceOf(cell: (column: Column) => string | undefined): unknown {
  const kind = cell('kind') ?? 'rtsp';
  if (kind === 'file') return { kind, path: cell('path') ?? '' };
  if (kind === 'device') return { kind, device: cell('device') ?? '' };
  return {
    kind,
    mainUrl: cell('main_url') ?? '',
    subUrl: cell('sub_url') ?? null,
    transport: cell('transport') ?? 'tcp',
    username: cell('username') ?? null,
  };
}

/** The plan as JSON; text that is none stays as it is, for the schema to refuse. */
function plan(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Text that is neither stays as it is, for the schema to refuse. */
function flag(text: string | undefined): boolean | string | undefined {
  if (text === undefined) return undefined;
  if (/^(true|yes|1)$/i.test(text)) return true;
  return /^(false|no|0)$/i.test(text) ? false : text;
}

const looseRtsp = z.looseObject({
  password: z.string().nullish(),
  source: z.looseObject({
    kind: z.literal('rtsp'),
    mainUrl: z.string(),
    subUrl: z.string().nullish(),
    username: z.string().nullish(),
  }),
});

function withSplitUrls(row: unknown): unknown {
  const loose = looseRtsp.safeParse(row);
  if (!loose.success) return row;
  const { source } = loose.data;
  const main = splitCredentials(source.mainUrl);
  const subUrl = source.subUrl === undefined || source.subUrl === null ? null : splitCredentials(source.subUrl).url;
  const password = loose.data.password ?? main.password ?? undefined;
  const username = source.username ?? main.username;
  return { ...loose.data, source: { ...source, mainUrl: main.url, subUrl, username }, password };
}
