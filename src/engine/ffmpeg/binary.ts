/** An ffmpeg that was found and probed. Everything that differs between versions is decided here, once. */
export interface FfmpegBinary {
  readonly path: string;
  /** As it names itself: `5.1.9-0+deb12u1`, `N-47683-g0e8eb07980-static`. */
  readonly version: string;
  /** [major, minor] of libavformat: the one number that git builds have too. */
  readonly libavformat: readonly [number, number];
  readonly encoders: { readonly x264: boolean; readonly aac: boolean };
  /** A static build may crash when it looks up a name: then it must be given numbers. */
  readonly resolvesNames: boolean;
  /** A program and its arguments that go before ffmpeg's so that ffmpeg dies with its parent; empty where there is none. */
  readonly launcher: readonly string[];
}

/** libavformat 59 (ffmpeg 5.0) renamed `-stimeout` to `-timeout`; both are microseconds. https://trac.ffmpeg.org/wiki/StreamingGuide */
export function rtspTimeoutOption(binary: FfmpegBinary): '-timeout' | '-stimeout' {
  return binary.libavformat[0] >= 59 ? '-timeout' : '-stimeout';
}

/** `-stats_period` came with ffmpeg 4.4 (libavformat 58.76); before it, progress comes each 0.5 s. */
export function hasStatsPeriod(binary: FfmpegBinary): boolean {
  return atLeast(binary, 58, 76);
}

/** `-fps_mode` came with ffmpeg 5.1 (libavformat 59.27); `-vsync` means the same before it. */
export function frameSyncOption(binary: FfmpegBinary): '-fps_mode' | '-vsync' {
  return atLeast(binary, 59, 27) ? '-fps_mode' : '-vsync';
}

/** The bitstream filter `setts` knows the previous packet's duration since ffmpeg 5.1 (libavformat 59.27). */
export function canSmoothTimes(binary: FfmpegBinary): boolean {
  return atLeast(binary, 59, 27);
}

function atLeast(binary: FfmpegBinary, major: number, minor: number): boolean {
  const [hasMajor, hasMinor] = binary.libavformat;
  return hasMajor > major || (hasMajor === major && hasMinor >= minor);
}
