import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { catalogues } from '../../../src/renderer/i18n/index.ts';
import { pickLanguage } from '../../../src/shared/languages.ts';

const { en, vi } = catalogues;
const folder = join(import.meta.dirname, '../../../src/renderer/i18n');

/** What may be the same in both languages: names, units, addresses, and words that Vietnamese has taken over. */
const sameInBoth = [
  'Vigil',
  'ffmpeg',
  'Camera',
  'Video',
  'CPU',
  'Webhook',
  'Bucket',
  'UDP',
  '/mnt/disk2/recordings',
  /^rtsp:\/\/\S+$/,
  // Nothing but placeholders, signs and symbols of units.
  /^(\{\{\w+\}\}|ms|[\s%×·])+$/,
  'Camera {{name}}, {{state}}',
];

/** Every text by its path, `live:action.mute`. */
function textsOf(node: unknown, path: string): [path: string, text: string][] {
  if (typeof node === 'string') return [[path, node]];
  return Object.entries(node as Record<string, unknown>).flatMap(([key, value]) =>
    textsOf(value, path === '' ? `${key}:` : path.endsWith(':') ? path + key : `${path}.${key}`),
  );
}

const english = new Map(textsOf(en, ''));
const vietnamese = new Map(textsOf(vi, ''));
const placeholders = (text: string) => (text.match(/\{\{.*?\}\}/g) ?? []).sort();

describe('the Vietnamese catalogues', () => {
  it('are as many as the English ones, and each is in use', () => {
    const names = readdirSync(join(folder, 'en')).sort();
    expect(readdirSync(join(folder, 'vi')).sort()).toEqual(names);
    const inUse = (all: object) => Object.keys(all).map((name) => `${name}.json`);
    expect(inUse(en).sort()).toEqual(names);
    expect(inUse(vi).sort()).toEqual(names);
  });

  it('have the keys of the English ones, but for the plural form that Vietnamese has not', () => {
    const isSingular = (path: string) => path.endsWith('_one') && english.has(path.replace(/_one$/, '_other'));
    const expected = [...english.keys()].filter((path) => !isSingular(path));
    expect([...vietnamese.keys()].filter((path) => !expected.includes(path))).toEqual([]);
    expect(expected.filter((path) => !vietnamese.has(path))).toEqual([]);
  });

  it('have the placeholders of the English ones', () => {
    const differing = [...vietnamese].filter(
      ([path, text]) => placeholders(text).join() !== placeholders(english.get(path) ?? '').join(),
    );
    expect(differing).toEqual([]);
  });

  it('have spaces at both ends where English has them, as units behind a number do', () => {
    const ends = (text: string) => [text.startsWith(' '), text.endsWith(' ')].join();
    const differing = [...vietnamese].filter(([path, text]) => ends(text) !== ends(english.get(path) ?? ''));
    expect(differing).toEqual([]);
  });

  it('are composed as keyboards type them, so that searching finds them', () => {
    expect([...vietnamese].filter(([, text]) => text !== text.normalize('NFC'))).toEqual([]);
  });

  it('say it in Vietnamese, but for names and units', () => {
    const isSame = (text: string) =>
      sameInBoth.some((same) => (typeof same === 'string' ? same === text : same.test(text)));
    const untranslated = [...vietnamese].filter(([path, text]) => text === english.get(path) && !isSame(text));
    expect(untranslated).toEqual([]);
  });
});

it('no text of any language is empty', () => {
  expect([...english, ...vietnamese].filter(([, text]) => text.trim() === '')).toEqual([]);
});

describe('the first language', () => {
  it.each([
    [['vi-VN', 'en'], 'vi'],
    [['fr-FR', 'vi', 'en-US'], 'vi'],
    [['EN-gb', 'vi'], 'en'],
    [['ja'], 'en'],
    [[], 'en'],
  ])('of a browser that wants %j is %s', (wanted, language) => expect(pickLanguage(wanted)).toBe(language));
});
