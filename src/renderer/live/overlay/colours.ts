/**
 * Colours that people with any of the common colour blindnesses tell apart. Okabe and Ito, "Color Universal Design" (2008),
 * https://jfly.uni-koeln.de/color/
 */
const palette = ['#56b4e9', '#e69f00', '#009e73', '#f0e442', '#cc79a7', '#d55e00'] as const;

/** What cameras see most has a colour of its own, alike things the same. */
const known: Readonly<Record<string, string>> = {
  person: palette[0],
  bicycle: palette[3],
  motorcycle: palette[3],
  motorbike: palette[3],
  car: palette[1],
  bus: palette[1],
  truck: palette[1],
  train: palette[1],
  dog: palette[2],
  cat: palette[2],
  bird: palette[2],
  horse: palette[2],
};

/** The colour of a class: always the same for the same label. */
export function colourOf(label: string): string {
  const own = known[label.toLowerCase()];
  if (own !== undefined) return own;
  let sum = 0;
  for (const letter of label) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 65_536;
  return palette[sum % palette.length] ?? palette[0];
}
