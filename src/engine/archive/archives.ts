import type { Readable } from 'node:stream';
import type { Settings } from '../../shared/settings.ts';
import type { Secrets } from '../secrets.ts';
import type { PlaceNum, PlaceStore } from '../storage/index.ts';
import { addressOfPlace, archiveAddress, locationOf, objectKey, placeId, type ArchiveAddress } from './address.ts';
import { ArchiveError } from './faults.ts';
import type { ObjectStore, Throttle } from './object-store.ts';
import { probeArchive } from './probe.ts';
import { createS3Store } from './s3-store.ts';

/** Name of the secret key among the secrets of the settings. */
const SECRET = 'archive';
const PROBE_TIMEOUT_MS = 15_000;

/** An archive that can be asked. */
export interface OpenArchive {
  readonly place: PlaceNum;
  readonly store: ObjectStore;
  /** Key of the object of a segment's path. */
  readonly keyOf: (path: string) => string;
}

export interface Archives {
  /** The archive of the settings, for writing. @throws ArchiveError not_set_up, no_secret */
  current(): OpenArchive;
  /** The archive that a place stands for. @throws ArchiveError not_set_up when it is one that the settings do not lead to */
  at(place: PlaceNum): OpenArchive;
  /** Bytes [start, end] of a segment's copy. @throws ArchiveError */
  read(
    place: PlaceNum,
    path: string,
    range: { readonly start: number; readonly end: number },
    signal: AbortSignal,
  ): Promise<Readable>;
  hasSecret(): boolean;
  /** Null removes it. */
  setSecret(secret: string | null): void;
  /** Tries an archive before it is saved; the secret that is kept is taken when none is given. @throws ArchiveError */
  probe(address: ArchiveAddress, secret: string | null): Promise<void>;
  close(): void;
}

export interface ArchivesOptions {
  readonly settings: () => Settings;
  readonly secrets: Secrets;
  readonly places: PlaceStore;
  readonly throttle: Throttle;
}

/** The archives of the settings of now and of before, each with one client. */
export function createArchives({ settings, secrets, places, throttle }: ArchivesOptions): Archives {
  const clients = new Map<string, ObjectStore>();
  let secret: string | null = null;

  const secretKey = (): string => {
    secret ??= secrets.read(SECRET);
    if (secret === null) throw new ArchiveError('no_secret', 'the archive has no secret key');
    return secret;
  };
  const close = (): void => {
    for (const client of clients.values()) client.close();
    clients.clear();
  };
  const clientFor = (address: ArchiveAddress): ObjectStore => {
    const id = JSON.stringify(address);
    const known = clients.get(id);
    if (known !== undefined) return known;
    const made = createS3Store({ address, secretKey: secretKey(), throttle });
    clients.set(id, made);
    return made;
  };
  const opened = (address: ArchiveAddress, place: PlaceNum): OpenArchive => ({
    place,
    store: clientFor(address),
    keyOf: (path) => objectKey(address, path),
  });
  const addressNow = (): ArchiveAddress => {
    const address = archiveAddress(settings());
    if (address === null) throw new ArchiveError('not_set_up', 'the archive is not set up');
    return address;
  };
  const at = (place: PlaceNum): OpenArchive => {
    const id = places.places().find(({ num, kind }) => num === place && kind === 'archive')?.id ?? null;
    const address = id === null ? null : addressOfPlace(id, addressNow());
    if (address === null) throw new ArchiveError('not_set_up', 'the settings do not lead to this archive any longer');
    return opened(address, place);
  };
  return {
    current() {
      const address = addressNow();
      const id = placeId(address);
      const known = places.places().find((place) => place.id === id)?.num;
      clientFor(address);
      return opened(address, known ?? places.addPlace({ id, kind: 'archive', location: locationOf(address) }));
    },
    at,
    async read(place, path, range, signal) {
      const { store, keyOf } = at(place);
      return store.read(keyOf(path), range, signal);
    },
    hasSecret: () => secrets.has(SECRET),
    setSecret(next) {
      secrets.write(SECRET, next);
      secret = next;
      close();
    },
    async probe(address, given) {
      const store = createS3Store({ address, secretKey: given ?? secretKey() });
      try {
        await probeArchive(store, address.prefix, AbortSignal.timeout(PROBE_TIMEOUT_MS));
      } finally {
        store.close();
      }
    },
    close,
  };
}
