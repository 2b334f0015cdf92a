/**
 * Figures and times as people read them. `locale` is a BCP 47 tag; left out, it is the interface's own language.
 * Times are shown in the viewer's zone.
 */

/** The language that the document says it is written in; the system's where there is no document. */
const interfaceLanguage = (): string | undefined =>
  (typeof document === 'undefined' ? '' : document.documentElement.lang) || undefined;

const number = (locale: string | undefined, digits: number) =>
  new Intl.NumberFormat(locale ?? interfaceLanguage(), {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });

function scaled(value: number, step: number, units: readonly string[], locale: string | undefined): string {
  const last = units.length - 1;
  let index = 0;
  let rest = Math.max(0, value);
  // The rounding belongs to the choice of the unit: 999.96 is 1.0 of the next one, not 1000.0.
  while (index < last && rest >= step * 0.9995) {
    rest /= step;
    index += 1;
  }
  const digits = index === 0 || rest >= 99.95 ? 0 : 1;
  return `${number(locale, digits).format(rest)} ${units[index] ?? ''}`;
}

/** Bits per second: `0 bit/s`, `512 kbit/s`, `4.2 Mbit/s`. Decimal steps, as networks count. */
export function formatBitRate(bps: number, locale?: string): string {
  return scaled(bps, 1000, ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s'], locale);
}

/** Bytes: `900 B`, `1.4 GB`. Decimal steps, as disks are sold. */
export function formatBytes(bytes: number, locale?: string): string {
  return scaled(bytes, 1000, ['B', 'kB', 'MB', 'GB', 'TB', 'PB'], locale);
}

/** Frames per second without needless digits: `15 fps`, `0.5 fps`, `29.97` shows as `30 fps`. */
export function formatFps(fps: number, locale?: string): string {
  return `${number(locale, fps < 9.95 && Math.abs(fps - Math.round(fps)) >= 0.05 ? 1 : 0).format(fps)} fps`;
}

/** A number with so many digits after the point, which is a comma in Vietnamese. */
export function formatNumber(value: number, digits: number, locale?: string): string {
  return number(locale, digits).format(value);
}

/** The symbols of English are read in most languages, but Vietnamese writes its words. */
const spanUnits = (locale: string | undefined) =>
  locale?.split('-')[0] === 'vi'
    ? { s: 'giây', min: 'phút', h: 'giờ', d: 'ngày' }
    : { s: 's', min: 'min', h: 'h', d: 'd' };

/** A span in two units at most: `8 s`, `3 min 05 s`, `2 h 10 min`, `4 d 6 h`. Negative spans are 0. */
export function formatDuration(ms: number, locale?: string): string {
  const { s, min, h, d } = spanUnits(locale ?? interfaceLanguage());
  const seconds = Math.max(0, Math.round(ms / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  if (seconds < 60) return `${seconds} ${s}`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} ${min} ${two(seconds % 60)} ${s}`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} ${h} ${two(minutes % 60)} ${min}`;
  return `${Math.floor(hours / 24)} ${d} ${hours % 24} ${h}`;
}

/** Seconds with one digit: `2.0 s`. */
export function formatSeconds(seconds: number, locale?: string): string {
  return `${number(locale, 1).format(seconds)} ${spanUnits(locale ?? interfaceLanguage()).s}`;
}

/** Time of day with seconds, 24 hours: `14:03:09`. */
export function formatClock(utcMs: number, locale?: string): string {
  return new Intl.DateTimeFormat(locale ?? interfaceLanguage(), {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).format(utcMs);
}

/** Date and time of day: `21 Nov 2026, 14:03:09`, in the order that the language has. */
export function formatDateTime(utcMs: number, locale?: string): string {
  return new Intl.DateTimeFormat(locale ?? interfaceLanguage(), {
    year: 'numeric',
    month: 'short',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).format(utcMs);
}

/** Date alone: `Sat, 21 Nov 2026`. */
export function formatDate(utcMs: number, locale?: string): string {
  return new Intl.DateTimeFormat(locale ?? interfaceLanguage(), {
    weekday: 'short',
    year: 'numeric',
    month: 'short',
    day: '2-digit',
  }).format(utcMs);
}

/** `Front door`, a time -> `Front-door_2026-11-21_14-03-09`: a name that every file system takes. */
export function fileStem(name: string, utcMs: number): string {
  const at = new Date(utcMs);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const time = `${two(at.getHours())}-${two(at.getMinutes())}-${two(at.getSeconds())}`;
  const safe = name
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/^[-.]+|[-.]+$/g, '');
  return `${safe === '' ? 'camera' : safe}_${day}_${time}`;
}
