import type { FailureReason } from '../../shared/camera.ts';

/** How a run of ffmpeg ended, as far as it tells why. */
export interface RunEvidence {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The program could not be started at all. */
  readonly notStarted?: boolean;
  /** Newest last. */
  readonly log: readonly string[];
  /** Whether any media came out of the run. */
  readonly hadOutput: boolean;
  readonly elapsedMs: number;
  /** The silence that ffmpeg was told to accept. */
  readonly timeoutMs: number;
}

/** From certain to vague; the first that matches a line wins over all that follow. Texts are ffmpeg's and strerror's. */
const table: readonly (readonly [RegExp, FailureReason])[] = [
  [/No space left on device|Disk quota exceeded|Read-only file system|Failed to open segment/i, 'disk'],
  [/(?:401 Unauthorized|403 Forbidden|authorization failed)/i, 'unauthorized'],
  [/(?:404 Not Found|Server returned 404|454 Session Not Found)/i, 'not_found'],
  [/Stream map '[^']*' matches no streams|does not contain any stream|461 Unsupported transport/i, 'unsupported'],
  [/Could not find tag for codec|codec not currently supported in container/i, 'unsupported'],
  [/Unsupported codec|Decoder \(codec [^)]*\) not found|Nonmatching transport|Protocol not found/i, 'unsupported'],
  [/Cannot open video device|Error opening video device|Could not find video device|\/dev\/\S+: /i, 'device_missing'],
  [/Unrecognized option|Option \S+ not found|Unknown encoder|Error splitting the argument list/i, 'ffmpeg_broken'],
  [
    /error while loading shared libraries|^setpriv: failed|Requested output format '[^']*' is not a suitable/i,
    'ffmpeg_broken',
  ],
  [/Connection refused/i, 'refused'],
  [/No route to host|Network is unreachable|Host is down|Failed to resolve hostname/i, 'host_unreachable'],
  [/Temporary failure in name resolution|Name or service not known/i, 'host_unreachable'],
  [/Connection timed out|Operation timed out|ETIMEDOUT/i, 'timeout'],
  [/Connection reset by peer|Broken pipe|Server returned 5\d\d/i, 'network_lost'],
  [/No such file or directory|No such device|Permission denied/i, 'device_missing'],
  [
    /CSeq \d+ expected|Could not find codec parameters|unspecified size|Invalid data found when processing input/i,
    'invalid_data',
  ],
];

/** Why a run that nobody asked to end has ended. */
export function classifyEnd(evidence: RunEvidence): FailureReason {
  if (evidence.notStarted === true) return 'ffmpeg_broken';
  // Segmentation fault and its kin: not the camera's doing.
  if (evidence.signal !== null && /^SIG(SEGV|ABRT|BUS|ILL|FPE|TRAP|SYS)$/.test(evidence.signal)) return 'ffmpeg_broken';
  if (wasKilled(evidence)) return 'ffmpeg_killed';
  const reason = reasonInLog(evidence.log);
  if (reason === 'invalid_data' && !evidence.hadOutput && evidence.elapsedMs >= evidence.timeoutMs * 0.95) {
    // ffmpeg reports a server that accepts and then says nothing as invalid data.
    return 'timeout';
  }
  if (reason === 'disk' || (reason !== null && !evidence.hadOutput)) return reason;
  if (evidence.hadOutput) {
    // What a stream prints while it runs (a broken frame, a lost packet) is not why it ended; only the network is.
    if (reason === 'network_lost' || reason === 'timeout') return reason;
    if (endedByNonsense(evidence.log)) return 'invalid_data';
    return evidence.code === 0 ? 'ended' : 'network_lost';
  }
  return evidence.code === 0 ? 'ended' : 'unknown';
}

/** By a signal from outside (a person, the kernel short of memory). ffmpeg itself ends in order on those that can be caught. */
function wasKilled({ signal, log }: RunEvidence): boolean {
  return signal !== null || log.some((line) => /^Exiting normally, received signal \d+/.test(line));
}

/**
 * A connection that is lost lets ffmpeg find its end and print nothing; one that lives and brings nonsense between the pictures is read
 * as an answer to a request that nobody made. That is the last thing that ffmpeg says of such a run, before its figures.
 */
function endedByNonsense(log: readonly string[]): boolean {
  const said = log.filter((line) => !/^(?:frame=|video:|size=|\[segment @ |\[fifo @ )/.test(line));
  return /CSeq \d+ expected, \d+ received/.test(said.at(-1) ?? '');
}

function reasonInLog(log: readonly string[]): FailureReason | null {
  for (const [pattern, reason] of table) {
    if (log.some((line) => pattern.test(line))) return reason;
  }
  return null;
}
