import type { ArchiveFault } from '../../shared/archive.ts';
import { VigilError } from '../../shared/errors.ts';

/** The archive could not do what was asked. `fault` says why, for the interface to put into words. */
export class ArchiveError extends VigilError {
  readonly fault: ArchiveFault;

  constructor(fault: ArchiveFault, message: string) {
    super('archive_unavailable', message, [{ path: 'archive', message: fault }]);
    this.fault = fault;
  }
}

const byName: Readonly<Record<string, ArchiveFault>> = {
  InvalidAccessKeyId: 'wrong_key',
  SignatureDoesNotMatch: 'wrong_key',
  InvalidToken: 'wrong_key',
  AccessDenied: 'denied',
  Forbidden: 'denied',
  AllAccessDisabled: 'denied',
  NoSuchBucket: 'no_bucket',
  InvalidBucketName: 'no_bucket',
  PermanentRedirect: 'wrong_region',
  AuthorizationHeaderMalformed: 'wrong_region',
  RequestTimeTooSkewed: 'clock_skew',
  TimeoutError: 'timeout',
  RequestTimeout: 'timeout',
  BadDigest: 'corrupted',
  NoSuchUpload: 'no_upload',
  NoSuchKey: 'no_object',
  NotFound: 'no_object',
};

const byCode: Readonly<Record<string, ArchiveFault>> = {
  ECONNREFUSED: 'unreachable',
  ECONNRESET: 'unreachable',
  EPIPE: 'unreachable',
  ENOTFOUND: 'unreachable',
  EAI_AGAIN: 'unreachable',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  ETIMEDOUT: 'timeout',
};

/** Why a request of the S3 client failed. Pure. An error that is one of ours already keeps its fault. */
export function archiveError(error: unknown): ArchiveError {
  if (error instanceof ArchiveError) return error;
  const { name, code, message, status } = partsOf(error);
  // The code first: the client calls a connection that was cut a TimeoutError.
  return new ArchiveError(byCode[code] ?? byName[name] ?? byStatus(status, code), `the archive: ${message || name}`);
}

function byStatus(status: number | null, code: string): ArchiveFault {
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|TLS|EPROTO/.test(code)) return 'bad_certificate';
  if (status === null) return 'unreachable';
  if (status === 401 || status === 403) return 'denied';
  if (status >= 500 || status === 429) return 'server_error';
  return 'refused';
}

function partsOf(error: unknown): { name: string; code: string; message: string; status: number | null } {
  if (!(error instanceof Error)) return { name: '', code: '', message: String(error), status: null };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const metadata: unknown = '$metadata' in error ? error.$metadata : null;
  const status =
    typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata ? metadata.httpStatusCode : null;
  return { name: error.name, code, message: error.message, status: typeof status === 'number' ? status : null };
}
