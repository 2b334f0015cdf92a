/** A file name that no file system stumbles over: no separators, no control characters, no leading dot, at most 120 characters. */
export function safeFileName(name: string): string {
  const safe = name
    .normalize('NFC')
    .replace(/[\p{C}/\\:*?"<>|]/gu, '_')
    .replace(/^[.\s]+/, '')
    .trim();
  return [...(safe === '' ? 'download' : safe)].slice(-120).join('');
}
