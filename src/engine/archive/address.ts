import type { Settings } from '../../shared/settings.ts';

/** What names a bucket and who asks for it. The secret key is apart. */
export interface ArchiveAddress {
  /** Null is Amazon's own, by the region. */
  readonly endpoint: string | null;
  readonly region: string;
  readonly bucket: string;
  /** Goes before the path of each object; a slash stands between them. Empty for none. */
  readonly prefix: string;
  readonly accessKeyId: string;
}

/** The archive of the settings; null when it is switched off or not filled in. Pure. */
export function archiveAddress({ archive }: Settings): ArchiveAddress | null {
  const { enabled, endpoint, region, bucket, prefix, accessKeyId } = archive;
  if (!enabled || bucket === '' || accessKeyId === '') return null;
  return { endpoint, region, bucket, prefix, accessKeyId };
}

/** Names the place in the catalog: the same bucket and prefix is the same archive, whoever asks for it. */
export function placeId({ endpoint, region, bucket, prefix }: ArchiveAddress): string {
  return JSON.stringify([endpoint ?? `aws:${region}`, bucket, trimmed(prefix)]);
}

/** For people; holds no secret. */
export function locationOf({ endpoint, region, bucket, prefix }: ArchiveAddress): string {
  const base = endpoint ?? `https://s3.${region}.amazonaws.com`;
  return [base.replace(/\/+$/, ''), bucket, trimmed(prefix)].filter((part) => part !== '').join('/');
}

/** Key of the object that holds a segment: prefix and the path of its row. */
export function objectKey({ prefix }: Pick<ArchiveAddress, 'prefix'>, path: string): string {
  return trimmed(prefix) === '' ? path : `${trimmed(prefix)}/${path}`;
}

function trimmed(prefix: string): string {
  return prefix.replace(/^\/+|\/+$/g, '');
}
