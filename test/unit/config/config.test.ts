import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createKeyFileSecretBox,
  defaultDataDir,
  ensureDataDir,
  loadSettings,
  saveSettings,
  SecretError,
} from '../../../src/engine/config/index.ts';
import { settingsSchema } from '../../../src/shared/settings.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vigil-config-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const NOW = Date.UTC(2026, 10, 21, 6, 43, 34, 5);

describe('the data folder', () => {
  it.each([
    ['linux', {}, '/home/u/.local/share/vigil'],
    ['linux', { XDG_DATA_HOME: '/data' }, '/data/vigil'],
    ['linux', { XDG_DATA_HOME: 'relative' }, '/home/u/.local/share/vigil'],
    ['darwin', {}, '/home/u/Library/Application Support/Vigil'],
    ['win32', { LOCALAPPDATA: 'C:\\Users\\u\\AppData\\Local' }, 'C:\\Users\\u\\AppData\\Local\\Vigil'],
  ] as const)('is, on %s with %j, %s', (platform, env, dir) => {
    expect(defaultDataDir({ platform, env, home: '/home/u' })).toBe(dir);
  });

  it('is made for this user alone, and left as it is when it is there', () => {
    const dir = join(folder, 'a', 'b');
    const paths = ensureDataDir(dir);
    expect(paths.catalog).toBe(join(dir, 'vigil.db'));
    expect(statSync(dir).mode & 0o777).toBe(0o700);
    chmodSync(dir, 0o750);
    ensureDataDir(dir);
    expect(statSync(dir).mode & 0o777).toBe(0o750);
  });
});

describe('settings', () => {
  const path = () => join(folder, 'settings.json');

  it('are the defaults when there is no file', async () => {
    expect(await loadSettings(path(), NOW)).toEqual({ kind: 'absent', settings: settingsSchema.parse({}) });
    expect(existsSync(path())).toBe(false);
  });

  it('come back as they were saved, for this user alone, with no temporary file left', async () => {
    const settings = settingsSchema.parse({ http: { port: 9000 }, recording: { segmentSeconds: 30 } });
    await saveSettings(path(), settings);
    await saveSettings(path(), { ...settings, http: { host: '0.0.0.0', port: 9001 } });
    const loaded = await loadSettings(path(), NOW);
    expect(loaded).toEqual({ kind: 'loaded', settings: { ...settings, http: { host: '0.0.0.0', port: 9001 } } });
    expect(readdirSync(folder)).toEqual(['settings.json']);
    expect(statSync(path()).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['{"http": {"port": 99999}}', /^http\.port: /],
    ['{"http": ', /^not JSON: /],
    ['[]', /^file: /],
    ['{"version": 2}', /^version: /],
  ])('start the safe mode when the file is %s, and keep the broken file', async (text, problem) => {
    writeFileSync(path(), text);
    const loaded = await loadSettings(path(), NOW);
    if (loaded.kind !== 'safe_mode') throw new Error(`unexpected: ${loaded.kind}`);
    expect(loaded.settings).toEqual(settingsSchema.parse({}));
    expect(loaded.problems[0]).toMatch(problem);
    expect(loaded.keptAs).toBe(`${path()}.broken-2026-11-21T06-43-34.005Z`);
    expect(readFileSync(path(), 'utf8')).toBe(text);
    await saveSettings(path(), loaded.settings);
    expect(readFileSync(loaded.keptAs, 'utf8')).toBe(text);
  });

  it('are not written when they are not valid', async () => {
    const settings = settingsSchema.parse({});
    await saveSettings(path(), settings);
    const before = readFileSync(path(), 'utf8');
    const wrong = { ...settings, http: { host: '', port: -1 } };
    await expect(saveSettings(path(), wrong)).rejects.toThrow(/http/);
    expect(readFileSync(path(), 'utf8')).toBe(before);
  });

  it('leave nothing half done when the folder is gone', async () => {
    await expect(saveSettings(join(folder, 'nowhere', 'settings.json'), settingsSchema.parse({}))).rejects.toThrow(
      /ENOENT/,
    );
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('the secret box', () => {
  const keyPath = () => join(folder, 'secret.key');
  const faultOf = (work: () => unknown) => {
    try {
      work();
    } catch (error) {
      return error instanceof SecretError ? error.fault : String(error);
    }
    return 'none';
  };

  it('opens what it sealed, also after a restart, and never seals the same way twice', () => {
    const sealed = createKeyFileSecretBox(keyPath()).seal('pässwörd 🔑');
    const box = createKeyFileSecretBox(keyPath());
    expect(box.open(sealed)).toBe('pässwörd 🔑');
    expect(Buffer.from(box.seal('x')).equals(Buffer.from(box.seal('x')))).toBe(false);
    expect(Buffer.from(sealed).includes('pässwörd')).toBe(false);
    expect(box.open(box.seal(''))).toBe('');
    expect(statSync(keyPath()).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['secret.key']);
  });

  it('refuses what was changed anywhere, cut, or sealed with another key', () => {
    const box = createKeyFileSecretBox(keyPath());
    const sealed = Buffer.from(box.seal('secret'));
    for (let index = 1; index < sealed.length; index += 1) {
      const changed = Buffer.from(sealed);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(faultOf(() => box.open(changed))).toBe('tampered');
    }
    expect(faultOf(() => box.open(sealed.subarray(0, 20)))).toBe('tampered');
    expect(faultOf(() => createKeyFileSecretBox(join(folder, 'other.key')).open(sealed))).toBe('tampered');
    expect(faultOf(() => box.open(Buffer.concat([Buffer.from([9]), sealed.subarray(1)])))).toBe('unknown_version');
  });

  it('says that the key file is damaged rather than make another key', () => {
    writeFileSync(keyPath(), 'short');
    expect(faultOf(() => createKeyFileSecretBox(keyPath()).seal('x'))).toBe('bad_key_file');
    expect(readFileSync(keyPath(), 'utf8')).toBe('short');
  });
});
