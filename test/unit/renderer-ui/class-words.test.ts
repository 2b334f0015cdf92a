import i18next from 'i18next';
import { describe, expect, it } from 'vitest';
import { cocoLabels } from '../../../src/shared/coco-labels.ts';
import { classTags } from '../../../src/renderer/cameras/model/classes.ts';
import { catalogues, startI18n } from '../../../src/renderer/i18n/index.ts';
import { classWordsOf } from '../../../src/renderer/ui/class-words.ts';

await startI18n();
const inLanguage = (language: string) => classWordsOf(i18next.getFixedT(language, 'events'));
const vietnamese = inLanguage('vi');

describe('the words of classes', () => {
  it('are there for all of COCO, in each language', () => {
    const keys = cocoLabels.map((name) => name.replaceAll(' ', '_'));
    expect(keys).toHaveLength(80);
    for (const { events } of Object.values(catalogues)) {
      expect(keys.filter((key) => !(key in events.label))).toEqual([]);
    }
    expect(new Set(cocoLabels.map(vietnamese.label)).size).toBe(80);
  });

  it('are found however a model writes its classes', () => {
    expect(['person', 'Person', 'traffic light', 'traffic_light', 'Traffic-Light'].map(vietnamese.label)).toEqual([
      'Người',
      'Người',
      'Đèn giao thông',
      'Đèn giao thông',
      'Đèn giao thông',
    ]);
  });

  it('are the model’s own where nobody knows them, braces and points and all', () => {
    expect(['forklift', 'person.on {{count}}', '车', 'a:b', ''].map(vietnamese.label)).toEqual([
      'Forklift',
      'Person.on {{count}}',
      '车',
      'A:b',
      '',
    ]);
  });

  it('tell attributes as such, as things, or as the model does', () => {
    const said = ['female', 'orange', 'backpack', 'long sleeves'].map((value) => vietnamese.attribute({ value }));
    expect(said).toEqual(['Nữ', 'Cam', 'Ba lô', 'Long sleeves']);
    expect(inLanguage('en').attribute({ value: 'female' })).toBe('Female');
  });
});

describe('classes that are typed', () => {
  const tags = classTags(['person', 'car', 'forklift'], vietnamese.label);

  it('are kept by the names of the model, by word or by name', () => {
    expect(tags.words(['car', 'forklift'])).toEqual(['Ô tô', 'Forklift']);
    expect(tags.names(['ô tô', 'Person', 'FORKLIFT', 'thang'])).toEqual(['car', 'person', 'forklift', 'thang']);
  });

  it('are one when they are said twice, and two when a model has two of one word', () => {
    expect(tags.names(['Ô tô', 'car'])).toEqual(['car']);
    const alike = classTags(['car', 'Car'], vietnamese.label);
    expect(alike.words(['car', 'Car'])).toEqual(['Ô tô', 'Ô tô (Car)']);
    expect(alike.names(alike.words(['Car', 'car']))).toEqual(['Car', 'car']);
  });
});
