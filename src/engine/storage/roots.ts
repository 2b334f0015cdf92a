import { VigilError } from '../../shared/errors.ts';
import type { Settings } from '../../shared/settings.ts';
import type { RaiseAlert } from '../alerts/index.ts';
import { systemClock, type Clock } from '../clock.ts';
import type { Logger } from '../logger.ts';
import { errorText, underRoot } from './files.ts';
import { markNew, placeAt, remember, type RootSetting } from './known-roots.ts';
import { readMarker } from './marker.ts';
import type { PlaceStore } from './place-store.ts';
import type { PlaceNum, Root, Roots } from './place.ts';
import { createProbe, type Probe, type ProbeRoot } from './probe.ts';
import { alertsOf, choose, isPresent, judge, minimumFree, SETTLE_MS, type Candidate } from './root-state.ts';

export interface RootsOptions {
  /** In the order in which they are used; asked for at each look. The first one is the root of old times (place 1). */
  readonly settings: () => readonly RootSetting[];
  readonly limits?: () => Pick<Settings['storage'], 'minFreeBytes' | 'minFreePercent'>;
  readonly places: PlaceStore;
  readonly logger: Logger;
  readonly clock?: Clock;
  readonly raise?: RaiseAlert;
  readonly probe?: ProbeRoot;
}

/** A root as it was when it was looked at last. */
export interface RootStatus extends Candidate, RootSetting {
  /** False for one that the settings do not name any more: it is only read from. */
  readonly configured: boolean;
  /** Null until it was ever there. */
  readonly num: PlaceNum | null;
  readonly why: string | null;
  readonly totalBytes: number | null;
  readonly minFreeBytes: number | null;
}

export interface StorageRoots extends Roots {
  /** Looks at all roots; before anything else. Never fails: a root that is not there is none. */
  start(): Promise<void>;
  /** Looks at all roots again, and at those that the settings do not name but the catalog knows. */
  look(): Promise<void>;
  status(): readonly RootStatus[];
  /** The root that new footage goes to, by the last look; null when there is none. */
  preferred(): PlaceNum | null;
  /** Cleaning has, or has not, reached its aim in this root. */
  setExhausted(place: PlaceNum, exhausted: boolean): void;
  /** Takes the disk that is at this path now for ours. @throws VigilError not_found, storage_unavailable */
  accept(path: string): Promise<void>;
}

/** A disk that has not answered by then is not written to. */
const HANGS_AFTER_MS = 10_000;
/** A camera that wants to record waits no longer for one root's answer. */
const PATIENCE_MS = 2000;

export function createRoots(options: RootsOptions): StorageRoots {
  return new RootKeeper(options);
}

interface Looking {
  readonly probe: Promise<Probe>;
  readonly sinceMs: number;
}

/** Knows the storage roots by their marker files. */
class RootKeeper implements StorageRoots {
  readonly #options: RootsOptions;
  readonly #clock: Clock;
  readonly #probe: ProbeRoot;
  readonly #seen = new Map<string, RootStatus>();
  /** One look at a time: a disk that hangs holds one thread, not one more each time. */
  readonly #looking = new Map<string, Looking>();
  readonly #exhausted = new Set<PlaceNum>();

  constructor(options: RootsOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#probe = options.probe ?? createProbe();
  }

  start(): Promise<void> {
    return this.look();
  }

  async look(): Promise<void> {
    await this.#lookAt(this.#all(), HANGS_AFTER_MS);
    const paths = new Set(this.#all().map(({ path }) => path));
    for (const path of this.#seen.keys()) if (!paths.has(path)) this.#seen.delete(path);
  }

  async forWriting(): Promise<Root> {
    await this.#lookAt(this.#configured(), PATIENCE_MS);
    const chosen = this.#chosen();
    if (chosen === null || chosen.num === null) {
      const states = this.#inOrder().map(
        ({ path, state, why }) => `${path} is ${state}${why === null ? '' : ` (${why})`}`,
      );
      throw new VigilError('storage_unavailable', `no storage root can be written to: ${states.join('; ')}`);
    }
    return { num: chosen.num, path: chosen.path, kind: chosen.kind };
  }

  preferred(): PlaceNum | null {
    return this.#chosen()?.num ?? null;
  }

  present(): readonly Root[] {
    return this.status().flatMap(({ num, path, kind, state, hanging }) =>
      num !== null && !hanging && (isPresent(state) || state === 'read_only' || state === 'slow')
        ? [{ num, path, kind }]
        : [],
    );
  }

  pathOf(place: PlaceNum, storedPath: string): string | null {
    const root = this.present().find(({ num }) => num === place);
    return root === undefined ? null : underRoot(root.path, storedPath);
  }

  status(): readonly RootStatus[] {
    const retired = [...this.#seen.values()].filter(({ configured }) => !configured);
    return [...this.#inOrder(), ...retired];
  }

  async suspect(place: PlaceNum): Promise<boolean> {
    const root = [...this.#seen.values()].find(({ num }) => num === place);
    if (root === undefined) return false;
    this.#seen.set(root.path, { ...root, fineSinceMs: root.fineSinceMs === null ? null : this.#clock.monotonic() });
    await this.#lookAt([root], PATIENCE_MS);
    const chosen = this.#chosen();
    // One that is under suspicion itself would be no help: two broken disks must not be tried in turn without a pause.
    const sinceMs = chosen?.fineSinceMs ?? null;
    return chosen?.num !== place && sinceMs !== null && this.#clock.monotonic() - sinceMs >= SETTLE_MS;
  }

  setExhausted(place: PlaceNum, exhausted: boolean): void {
    if (exhausted) this.#exhausted.add(place);
    else this.#exhausted.delete(place);
  }

  async accept(path: string): Promise<void> {
    const setting = this.#configured().find((each) => each.path === path);
    if (setting === undefined) throw new VigilError('not_found', 'no storage root has this path');
    try {
      const id = (await readMarker(path)) ?? (await markNew(path));
      remember(this.#options.places, id, setting, false);
    } catch (error) {
      throw new VigilError('storage_unavailable', `the disk cannot be taken: ${errorText(error)}`);
    }
    await this.#lookAt([setting], PATIENCE_MS);
  }

  #chosen(): RootStatus | null {
    const nowMs = this.#clock.monotonic();
    // Whoever wrote to a disk that is silent might wait for ever.
    const silent = (path: string): boolean => nowMs - (this.#looking.get(path)?.sinceMs ?? nowMs) >= PATIENCE_MS;
    return choose(
      this.#inOrder().filter(({ num, path }) => num !== null && !silent(path)),
      nowMs,
    );
  }

  #configured(): RootSetting[] {
    return [...this.#options.settings()].sort((a, b) => rank(a) - rank(b));
  }

  /** Those of the settings, then those that only the catalog knows. */
  #all(): RootSetting[] {
    const configured = this.#configured();
    const named = new Set(configured.map(({ path }) => path));
    const retired = this.#options.places
      .places()
      .flatMap(({ kind, location }) =>
        kind === 'archive' || location === '' || named.has(location) ? [] : [{ path: location, kind }],
      );
    return [...configured, ...retired];
  }

  #inOrder(): RootStatus[] {
    return this.#configured().flatMap(({ path }) => this.#seen.get(path) ?? []);
  }

  async #lookAt(settings: readonly RootSetting[], patienceMs: number): Promise<void> {
    await Promise.all(
      settings.map((setting) =>
        this.#lookAtOne(setting, patienceMs).catch((error: unknown) => {
          this.#options.logger.error({ root: setting.path, error: errorText(error) }, 'cannot look at a storage root');
        }),
      ),
    );
  }

  async #lookAtOne(setting: RootSetting, patienceMs: number): Promise<void> {
    const { places } = this.#options;
    const known = placeAt(places, setting.path);
    const looking = this.#ask(setting.path, known?.id ?? null);
    const probe = await this.#answerWithin(looking, patienceMs);
    if (probe === null) return;
    const tookMs = this.#clock.monotonic() - looking.sinceMs;
    const before = this.#seen.get(setting.path) ?? null;
    const totalBytes = probe.kind === 'found' ? probe.totalBytes : null;
    const minFreeBytes = totalBytes === null ? null : this.#minimum(totalBytes);
    const verdict = judge({
      probe,
      tookMs,
      knownId: known?.id ?? null,
      minFreeBytes: minFreeBytes ?? 0,
      before: before?.state ?? null,
      exhausted: known !== null && this.#exhausted.has(known.num),
    });
    const configured = this.#options.settings().some(({ path }) => path === setting.path);
    if (verdict.kind === 'new') return this.#welcome(setting, configured);
    const marker = probe.kind === 'found' ? probe.marker : null;
    const num = known?.num ?? (marker === null || !configured ? null : this.#remember(marker, setting));
    if (known !== null && configured && known.kind !== setting.kind && marker === known.id && marker !== null)
      this.#remember(marker, setting);
    this.#note({
      ...setting,
      configured,
      num,
      state: verdict.state,
      why: verdict.why,
      hanging: probe.kind === 'hangs',
      freeBytes: probe.kind === 'found' ? probe.freeBytes : null,
      totalBytes,
      minFreeBytes,
    });
  }

  /** A folder that was never a root becomes one. A retired one that is gone stays away. */
  async #welcome(setting: RootSetting, configured: boolean): Promise<void> {
    if (!configured) return;
    try {
      this.#remember(await markNew(setting.path), setting);
    } catch (error) {
      const nothing = { num: null, hanging: false, freeBytes: null, totalBytes: null, minFreeBytes: null };
      this.#note({ ...setting, configured, ...nothing, state: 'failing', why: errorText(error) });
      return;
    }
    await this.#lookAtOne(setting, HANGS_AFTER_MS);
  }

  #remember(id: string, setting: RootSetting): PlaceNum {
    return remember(this.#options.places, id, setting, this.#options.settings()[0]?.path === setting.path);
  }

  #note(found: Omit<RootStatus, 'fineSinceMs'>): void {
    const { raise, logger } = this.#options;
    const before = this.#seen.get(found.path) ?? null;
    const fine = found.state === 'ok' || found.state === 'low';
    // What is fine at the first look has been so.
    const since = this.#clock.monotonic() - (before === null ? SETTLE_MS : 0);
    const fineSinceMs = fine ? (before?.fineSinceMs ?? since) : null;
    this.#seen.set(found.path, { ...found, fineSinceMs });
    if (before?.state === found.state) return;
    logger.info({ root: found.path, state: found.state, why: found.why }, 'state of a storage root');
    if (!found.configured) return;
    for (const alert of alertsOf(found.path, before?.state ?? null, found.state, found.why)) raise?.(alert);
  }

  #minimum(totalBytes: number): number {
    const limits = this.#options.limits?.();
    return limits === undefined ? 0 : minimumFree(limits, totalBytes);
  }

  #ask(path: string, expectedMarker: string | null): Looking {
    const under = this.#looking.get(path);
    if (under !== undefined) return under;
    const probe = this.#probe(path, expectedMarker);
    const looking = { probe, sinceMs: this.#clock.monotonic() };
    this.#looking.set(path, looking);
    void probe.finally(() => this.#looking.delete(path));
    return looking;
  }

  /** `hangs` when it is overdue, null when our patience is over before. */
  async #answerWithin({ probe, sinceMs }: Looking, patienceMs: number): Promise<Probe | null> {
    const untilHangMs = Math.max(0, sinceMs + HANGS_AFTER_MS - this.#clock.monotonic());
    let cancel = (): void => undefined;
    const over = new Promise<Probe | null>((resolve) => {
      const waitMs = Math.min(patienceMs, untilHangMs);
      const answer: Probe | null = untilHangMs <= patienceMs ? { kind: 'hangs' } : null;
      cancel = this.#clock.after(waitMs, () => resolve(answer)).cancel;
    });
    try {
      return await Promise.race([probe, over]);
    } finally {
      cancel();
    }
  }
}

function rank({ kind }: RootSetting): number {
  return kind === 'fast' ? 0 : 1;
}
