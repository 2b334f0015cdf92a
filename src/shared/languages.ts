/** The languages of the interface, by their BCP 47 tag. */
export const languages = ['en', 'vi'] as const;

export type Language = (typeof languages)[number];

export const isLanguage = (value: unknown): value is Language => languages.some((language) => language === value);

/**
 * The first of the wanted languages that there is, by its main part: `vi-VN` is `vi`. English when there is none.
 * `wanted` are BCP 47 tags, the most wanted first, as `navigator.languages` has them.
 */
export function pickLanguage(wanted: readonly string[]): Language {
  return wanted.map((tag) => tag.toLowerCase().split('-')[0]).find(isLanguage) ?? 'en';
}
