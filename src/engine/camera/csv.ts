/** Spreadsheets run a cell that begins so as a formula; an apostrophe before it keeps it text. */
const FORMULA = /^[=+\-@\t\r]/;
const LONGEST_TEXT = 10_000_000;

/** Writes RFC 4180 CSV, safe to open in a spreadsheet. */
export function writeCsv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(writeCell).join(',')}\r\n`).join('');
}

function writeCell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/**
 * Reads RFC 4180 CSV with comma, semicolon or tab (the first line decides), empty lines left out, and takes back what
 * `writeCsv` did against formulas. Answers what is wrong as a text.
 */
export function parseCsv(text: string): string[][] | string {
  if (text.length > LONGEST_TEXT) return 'too large';
  const clean = text.replace(/^\uFEFF/, '');
  const separator = separatorOf(clean.slice(0, clean.search(/[\r\n]|$/)));
  const rows: string[][] = [];
  let row: string[] = [];
  let position = 0;
  while (position < clean.length) {
    const cell = readCell(clean, position, separator);
    if (cell === null) return `a quote is not closed in line ${rows.length + 1}`;
    row.push(cell.text.replace(/^'(?=[=+\-@\t\r])/, ''));
    position = cell.end;
    if (clean[position] === separator) {
      position += 1;
      // The line ends in a separator: one more, empty cell.
      if (position === clean.length) row.push('');
      continue;
    }
    if (position < clean.length && !/[\r\n]/.test(clean[position] ?? '')) {
      return `text after a closing quote in line ${rows.length + 1}`;
    }
    if (row.some((value) => value.trim() !== '')) rows.push(row);
    row = [];
    position += clean.startsWith('\r\n', position) ? 2 : 1;
  }
  if (row.some((value) => value.trim() !== '')) rows.push(row);
  return rows;
}

function separatorOf(header: string): string {
  const count = (mark: string): number => header.split(mark).length;
  return [',', ';', '\t'].reduce((best, mark) => (count(mark) > count(best) ? mark : best));
}

/** A cell from `start` on and where it ends; null when its quote is never closed. */
function readCell(text: string, start: number, separator: string): { text: string; end: number } | null {
  if (text[start] !== '"') {
    let end = start;
    while (end < text.length && text[end] !== separator && text[end] !== '\r' && text[end] !== '\n') end += 1;
    return { text: text.slice(start, end), end };
  }
  let value = '';
  let position = start + 1;
  for (;;) {
    const quote = text.indexOf('"', position);
    if (quote < 0) return null;
    value += text.slice(position, quote);
    position = quote + 1;
    if (text[position] !== '"') return { text: value, end: position };
    value += '"';
    position += 1;
  }
}
