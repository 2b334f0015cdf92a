import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Attribute } from '../../shared/detection.ts';

/** Classes and attributes of models in the language of the interface. What is not known is said in the model's own word. */
export interface ClassWords {
  readonly label: (name: string) => string;
  readonly attribute: (attribute: Pick<Attribute, 'value'>) => string;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** `Traffic light` -> `traffic_light`: under what a word of a model is found. Never a path into the catalogue. */
const keyOf = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '_');

/** The words of any translator; the catalogue is that of the events. Pure. */
export function classWordsOf(t: TFunction<'events'>): ClassWords {
  // A model's word is shown as it is, whatever braces stand in it.
  const asIs = (name: string) => ({ ns: 'events', defaultValue: capital(name), skipInterpolation: true }) as const;
  const label = (name: string) => t(`label.${keyOf(name)}` as 'label.person', asIs(name));
  // What a classifier tells may be a thing too, `backpack`.
  const attribute = ({ value }: Pick<Attribute, 'value'>) =>
    t(`attribute.${keyOf(value)}` as 'attribute.male', asIs(label(value)));
  return { label, attribute };
}

/** The words in the language of the interface; other ones when that changes. */
export function useClassWords(): ClassWords {
  const { t } = useTranslation('events');
  return useMemo(() => classWordsOf(t), [t]);
}
