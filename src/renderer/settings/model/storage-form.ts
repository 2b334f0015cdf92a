import type { Settings } from '../../../shared/settings.ts';

const GB = 1_000_000_000;
const MB = 1_000_000;

export interface RootForm {
  readonly path: string;
  readonly kind: 'fast' | 'slow';
}

/** Fields of storage and archive: gigabytes, hours, megabytes per second. An emptied number field is an empty string. */
export interface StorageForm {
  readonly roots: readonly RootForm[];
  readonly minFreeGb: number | string;
  readonly minFreePercent: number | string;
  /** Empty: only when room is needed. */
  readonly moveAfterHours: number | string;
  readonly moveMbPerSecond: number | string;
  readonly preallocate: boolean;
  readonly archiveEnabled: boolean;
  /** Empty: Amazon's own, by the region. */
  readonly archiveEndpoint: string;
  readonly archiveRegion: string;
  readonly archiveBucket: string;
  readonly archivePrefix: string;
  readonly archiveAccessKeyId: string;
  readonly archiveAfterHours: number | string;
}

export const storageLimits = {
  minFreeGb: { min: 0, max: Math.floor(Number.MAX_SAFE_INTEGER / GB) },
  minFreePercent: { min: 0, max: 90 },
  moveAfterHours: { min: 0, max: 87_600 },
  moveMbPerSecond: { min: 0.1, max: Math.floor(Number.MAX_SAFE_INTEGER / MB) },
  archiveAfterHours: { min: 0, max: 87_600 },
} as const;

export const storagePathOf: Readonly<Record<keyof StorageForm, string>> = {
  roots: 'storage.roots',
  minFreeGb: 'storage.minFreeBytes',
  minFreePercent: 'storage.minFreePercent',
  moveAfterHours: 'storage.moveAfterHours',
  moveMbPerSecond: 'storage.moveBytesPerSecond',
  preallocate: 'storage.preallocate',
  archiveEnabled: 'archive.enabled',
  archiveEndpoint: 'archive.endpoint',
  archiveRegion: 'archive.region',
  archiveBucket: 'archive.bucket',
  archivePrefix: 'archive.prefix',
  archiveAccessKeyId: 'archive.accessKeyId',
  archiveAfterHours: 'archive.afterHours',
};

export function storageFormOf({ storage, archive }: Pick<Settings, 'storage' | 'archive'>): StorageForm {
  return {
    roots: storage.roots,
    minFreeGb: storage.minFreeBytes / GB,
    minFreePercent: storage.minFreePercent,
    moveAfterHours: storage.moveAfterHours ?? '',
    moveMbPerSecond: storage.moveBytesPerSecond / MB,
    preallocate: storage.preallocate,
    archiveEnabled: archive.enabled,
    archiveEndpoint: archive.endpoint ?? '',
    archiveRegion: archive.region,
    archiveBucket: archive.bucket,
    archivePrefix: archive.prefix,
    archiveAccessKeyId: archive.accessKeyId,
    archiveAfterHours: archive.afterHours,
  };
}

export const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());
/** An empty field is no number; Number('') would make a silent 0 of it. */
export const numberOf = (value: number | string): number => (value === '' ? Number.NaN : Number(value));

/** The two groups that the form stands for; what it does not show is kept from `base`. */
export function storageSettingsOf(form: StorageForm, base: Settings): Pick<Settings, 'storage' | 'archive'> {
  return {
    storage: {
      ...base.storage,
      roots: form.roots.map(({ path, kind }) => ({ path: path.trim(), kind })),
      minFreeBytes: Math.round(numberOf(form.minFreeGb) * GB),
      minFreePercent: numberOf(form.minFreePercent),
      moveAfterHours: form.moveAfterHours === '' ? null : Number(form.moveAfterHours),
      moveBytesPerSecond: Math.round(numberOf(form.moveMbPerSecond) * MB),
      preallocate: form.preallocate,
    },
    archive: {
      ...base.archive,
      ...archiveAddressOf(form),
      enabled: form.archiveEnabled,
      afterHours: numberOf(form.archiveAfterHours),
    },
  };
}

/** What names the archive, as it is saved and as it is tested. */
export function archiveAddressOf(form: StorageForm) {
  return {
    endpoint: orNull(form.archiveEndpoint),
    region: form.archiveRegion.trim(),
    bucket: form.archiveBucket.trim(),
    prefix: form.archivePrefix.trim(),
    accessKeyId: form.archiveAccessKeyId.trim(),
  };
}

export const absolute = (path: string): boolean => path.startsWith('/') || /^[A-Za-z]:[\\/]/.test(path);

export type RootProblems = Partial<Record<`roots.${number}.path`, 'required' | 'absolutePath' | 'duplicate'>>;

/** What is wrong with the folders of the further roots, by their field. @param first the recording folder; empty: the default */
export function rootProblems(roots: readonly RootForm[], first: string): RootProblems {
  const plain = (path: string) => path.trim().replace(/(?<=[^:/\\])[/\\]+$/, '');
  const seen = new Set([plain(first)]);
  const problems: RootProblems = {};
  for (const [index, root] of roots.entries()) {
    const path = plain(root.path);
    if (path === '') problems[`roots.${index}.path`] = 'required';
    else if (!absolute(path)) problems[`roots.${index}.path`] = 'absolutePath';
    else if (seen.has(path)) problems[`roots.${index}.path`] = 'duplicate';
    seen.add(path);
  }
  return problems;
}

/** An archive that is switched on needs a bucket and a key. */
export function archiveProblems(form: StorageForm): Partial<Record<keyof StorageForm, 'required'>> {
  if (!form.archiveEnabled) return {};
  return {
    ...(form.archiveBucket.trim() === '' ? { archiveBucket: 'required' } : {}),
    ...(form.archiveAccessKeyId.trim() === '' ? { archiveAccessKeyId: 'required' } : {}),
  };
}
