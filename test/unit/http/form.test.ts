import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { isForm, readForm } from '../../../src/engine/http/form.ts';

const edge = 'edge-1';
const type = `multipart/form-data; boundary=${edge}`;
const part = (name: string, text: string, more = '') =>
  `--${edge}\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${text}\r\n`;
const end = `--${edge}--\r\n`;
/** What looks like a boundary, and is none. */
const awkward = `\r\n--edge\r\n\r\n--\r\n-\r--${edge}\r\n\n--${edge}`;

/** The text in pieces of so many bytes. */
function inPieces(text: string, size: number): Readable {
  const bytes = Buffer.from(text);
  const count = Math.ceil(bytes.length / size);
  return Readable.from(Array.from({ length: count }, (_, at) => bytes.subarray(at * size, (at + 1) * size)));
}

/** Reads all of a form, the file too. */
async function read(text: string, size = 64 * 1024) {
  const { fields, file } = await readForm(inPieces(text, size), type);
  return { fields, file: (await buffer(file)).toString() };
}

describe('a form with a file', () => {
  const whole =
    part('name', 'Cổng\r\n') + part('labels', '') + part('file', awkward, '; filename="a; name=b.onnx"') + end;

  it.each([1, 2, 3, 7, 11, 64, 10_000])('is read in pieces of %i bytes', async (size) => {
    expect(await read(whole, size)).toEqual({ fields: { name: 'Cổng\r\n', labels: '' }, file: awkward });
  });

  it('may have words before its first boundary and after its last, and a file of no bytes', async () => {
    expect(await read(`hello\r\n${part('file', '')}${end}goodbye`)).toEqual({ fields: {}, file: '' });
  });

  it('is refused where anything follows the file: another file, a field, or what only begins like the end', async () => {
    for (const rest of [part('file', 'second') + end, part('name', 'late') + end, `--${edge}-x`]) {
      await expect(read(part('file', 'first') + rest)).rejects.toMatchObject({ code: 'validation_failed' });
    }
  });

  it('is refused wherever it breaks off', async () => {
    const last = whole.lastIndexOf('--');
    for (let length = 0; length < last; length += 1) {
      const cut = read(Buffer.from(whole).subarray(0, length).toString('latin1'));
      await expect(cut, `after ${length} bytes`).rejects.toMatchObject({ code: 'validation_failed' });
    }
  });

  it('is refused with a field that has no name, or more fields than anybody needs', async () => {
    const refused = { code: 'validation_failed' };
    await expect(read(`--${edge}\r\n\r\nx\r\n${end}`)).rejects.toMatchObject(refused);
    await expect(
      read(`--${edge}\r\ncontent-disposition: form-data; filename="x"\r\n\r\nx\r\n${end}`),
    ).rejects.toMatchObject(refused);
    await expect(read(part('a', 'x').repeat(9) + part('file', 'x') + end)).rejects.toMatchObject(refused);
  });

  it('is refused when a field, its headers or what precedes them would fill the memory', async () => {
    const flood = 'x: yyyy\n'.repeat(100_000);
    for (const start of ['', `--${edge}\r\n`]) {
      await expect(read(start + flood)).rejects.toMatchObject({ code: 'validation_failed' });
    }
    const long = read(part('labels', flood) + part('file', 'x') + end);
    await expect(long).rejects.toMatchObject({ code: 'payload_too_large' });
  });

  it('takes a name that means something to objects for a field like others', async () => {
    const { fields } = await read(part('__proto__', 'x') + part('constructor', 'y') + part('file', '') + end);
    expect(Object.entries(fields)).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
  });

  it('gives its file up at once when nobody wants it any more, though nothing more comes', async () => {
    const body = new Readable({ read: () => undefined });
    body.push(part('file', 'x'.repeat(1000)).trimEnd());
    const { file } = await readForm(body, type);
    const chunks = file.iterator();
    await chunks.next();
    const gone = chunks.next();
    file.destroy(new Error('enough'));
    await expect(gone).rejects.toThrow('enough');
  });

  it('lets the rest through unread once it is released', async () => {
    const body = inPieces(part('file', 'x'.repeat(1_000_000)) + end, 1000);
    const { release } = await readForm(body, type);
    const over = new Promise((resolve) => body.once('end', resolve));
    release();
    await over;
    expect(body.readableEnded).toBe(true);
  });
});

describe('the content type of a form', () => {
  it.each([
    ['multipart/form-data; boundary=----WebKit1', true],
    ['Multipart/Form-Data;charset=utf-8; boundary="a b;c"', true],
    ['multipart/mixed; boundary=x', false],
    ['text/plain; a=multipart/form-data; boundary=x', false],
  ])('%s: %s', (contentType, expected) => {
    expect(isForm(contentType)).toBe(expected);
  });

  it.each(['multipart/form-data; charset=utf-8', 'multipart/form-data; boundary='])(
    'that names no boundary is refused (%s)',
    async (contentType) => {
      await expect(readForm(inPieces(end, 100), contentType)).rejects.toMatchObject({ code: 'validation_failed' });
    },
  );
});
