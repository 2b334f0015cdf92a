import { StringDecoder } from 'node:string_decoder';

/** Longest line that is kept; the rest of a longer one is dropped. */
const LONGEST = 4096;

/** Cuts a stream of bytes into lines at \n, \r or both; answers the two doors of it. Empty lines are left out. */
export function lineSplitter(onLine: (line: string) => void): { push: (bytes: Buffer) => void; end: () => void } {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  const give = (line: string): void => {
    if (line.trim() !== '') onLine(line.slice(0, LONGEST));
  };
  return {
    push(bytes) {
      const lines = (rest + decoder.write(bytes)).split(/\r?\n|\r/);
      rest = (lines.pop() ?? '').slice(0, LONGEST);
      lines.forEach(give);
    },
    end() {
      give(rest + decoder.end());
      rest = '';
    },
  };
}
