import type { Camera, StreamFacts } from '../../shared/camera.ts';
import { joinCredentials, rtspHost, withHost } from '../../shared/rtsp-url.ts';
import type { CredentialDoor, FramesPlan, KnownCodecs, PlannedSource } from '../ffmpeg/index.ts';
import type { StoredFacts } from './camera-store.ts';

/** Identifies what facts belong to: another address may deliver something else. */
export function sourceKey(camera: Camera): string {
  const { source } = camera;
  if (source.kind === 'rtsp') return JSON.stringify(['rtsp', source.mainUrl, source.subUrl]);
  return JSON.stringify([source.kind, source.kind === 'file' ? source.path : source.device]);
}

/** What an earlier run found out, as far as it is about this source. */
export function knownCodecs(camera: Camera, facts: StoredFacts | null): KnownCodecs | null {
  return facts === null || facts.sourceKey !== sourceKey(camera) ? null : toCodecs(facts.main);
}

export function toCodecs(facts: StreamFacts): KnownCodecs {
  return { video: facts.video.codec, audio: facts.audio?.codec ?? null };
}

/** Whether a run that was planned for `planned` has to begin anew now that the camera has shown `found`. */
export function needsAnotherPlan(planned: KnownCodecs | null, found: KnownCodecs): boolean {
  const foundAudio = audioClass(found.audio);
  if ((planned?.video === 'hevc') !== (found.video === 'hevc')) return true;
  // Planned for nothing known: audio is copied where there is any, which fits none and AAC.
  if (planned === null) return foundAudio === 'other';
  return audioClass(planned.audio) !== foundAudio;
}

/**
 * Whether a run that decodes `running` may go on now that `wanted` is wanted. Less does not need another run: that would cost
 * a second of footage to save a little work. None at all does: decoding is the dearest part of a run.
 */
export function decodesEnough(running: FramesPlan | null, wanted: FramesPlan | null): boolean {
  if (running === null || wanted === null) return running === wanted;
  return wanted.width <= running.width;
}

function audioClass(codec: string | null): 'none' | 'aac' | 'other' {
  if (codec === null) return 'none';
  return codec === 'aac' ? 'aac' : 'other';
}

/** A source that ffmpeg can be given, and how to take back what was handed out for it. */
export interface PreparedSource {
  readonly source: PlannedSource;
  readonly release: () => void;
}

/** Turns a host name into a number; null when it cannot be found. */
export type Lookup = (host: string) => Promise<string | null>;

/**
 * Makes a source ready for the command line: with a password, addresses are those of the credential door. Where there is
 * no door (it could not listen), the password goes onto the command line after all: recording comes first.
 * Answers which stream's host cannot be found, if one cannot.
 * @param lookup for an ffmpeg that cannot look up names; null: it can
 */
export async function prepareSource(
  source: Camera['source'],
  options: {
    readonly password: string | null;
    readonly timeoutMs: number;
    readonly door: CredentialDoor | null;
    readonly lookup: Lookup | null;
  },
): Promise<PreparedSource | 'main_unknown' | 'sub_unknown'> {
  if (source.kind === 'file') return { source, release: () => undefined };
  if (source.kind === 'device') return { source: { ...source, platform: process.platform }, release: () => undefined };
  const releases: (() => void)[] = [];
  const address = async (url: string): Promise<string | null> => {
    const numeric = options.lookup === null ? url : await withNumericHost(url, options.lookup);
    if (numeric === null) return null;
    const target = joinCredentials(numeric, source.username, options.password);
    if (options.password === null || options.door === null) return target;
    // The second input is opened once the first was looked into, which takes seconds.
    const pass = options.door.admit(target, 3 * options.timeoutMs + 15_000);
    releases.push(() => pass.withdraw());
    return pass.url;
  };
  const mainUrl = await address(source.mainUrl);
  const subUrl = source.subUrl === null ? null : await address(source.subUrl);
  const release = (): void => releases.forEach((withdraw) => withdraw());
  if (mainUrl === null || (source.subUrl !== null && subUrl === null)) {
    release();
    return mainUrl === null ? 'main_unknown' : 'sub_unknown';
  }
  return { source: { kind: 'rtsp', mainUrl, subUrl, transport: source.transport }, release };
}

async function withNumericHost(url: string, lookup: Lookup): Promise<string | null> {
  const host = rtspHost(url)?.host;
  if (host === undefined) return url;
  const address = await lookup(host);
  return address === null ? null : withHost(url, address);
}
