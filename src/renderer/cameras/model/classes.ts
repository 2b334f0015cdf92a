/** Classes of models as words that people read and type. */
export interface ClassTags {
  /** The word of each class, in their order; no two are the same. */
  readonly words: (names: readonly string[]) => string[];
  /** The classes of words, of those that stand here or of those typed by hand: as a word, as the model's name, else as a new class. */
  readonly names: (words: readonly string[]) => string[];
}

/** Pairs the names that may occur with their words. Two classes of one word are told apart by their names. Pure. */
export function classTags(known: readonly string[], wordOf: (name: string) => string): ClassTags {
  const wordBy = new Map<string, string>();
  const nameBy = new Map<string, string>();
  for (const name of new Set(known)) {
    const plain = wordOf(name);
    const word = nameBy.has(plain.toLowerCase()) ? `${plain} (${name})` : plain;
    wordBy.set(name, word);
    nameBy.set(word.toLowerCase(), name);
  }
  for (const name of known) if (!nameBy.has(name.toLowerCase())) nameBy.set(name.toLowerCase(), name);
  return {
    words: (names) => names.map((name) => wordBy.get(name) ?? wordOf(name)),
    names: (words) => [...new Set(words.map((word) => nameBy.get(word.toLowerCase()) ?? word))],
  };
}
