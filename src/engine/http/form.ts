import { Readable } from 'node:stream';
import { VigilError } from '../../shared/errors.ts';

/** A form (`multipart/form-data`) whose file comes last and is never held in memory. */
export interface Form {
  /** Text fields by name, all of them before the file. */
  readonly fields: Readonly<Record<string, string>>;
  /** The bytes of the field `file`. Errors when the form breaks off within. */
  readonly file: Readable;
  /** Lets the rest of the body through unread, so that the caller can read why it was refused. */
  readonly release: () => void;
}

/** Bytes of one text field, of the headers of a field, and how many fields there may be before the file. */
const FIELD_LIMIT = 512 * 1024;
const HEADER_LIMIT = 4096;
const MOST_FIELDS = 8;
const FILE = 'file';

const broken = (message: string) => new VigilError('validation_failed', `the form cannot be read: ${message}`);

/** The boundary that a content type names; null when it is no form. Pure. RFC 7578, RFC 2046 5.1.1. */
export function boundaryOf(contentType: string): string | null {
  if (!/^multipart\/form-data\s*;/i.test(contentType)) return null;
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType) ?? [];
  return quoted ?? plain ?? null;
}

/**
 * Reads a form up to the first byte of its file.
 * @throws VigilError validation_failed: it is no form, has no file, or a field after it; payload_too_large: a field is
 */
export async function readForm(body: Readable, boundary: string): Promise<Form> {
  const reader = new ByteReader(body);
  const edge = Buffer.from(`\r\n--${boundary}`);
  try {
    const fields = new Map<string, string>();
    await reader.text(edge, HEADER_LIMIT);
    for (let count = 0; count <= MOST_FIELDS; count += 1) {
      const name = await nextName(reader);
      if (name === null) throw broken(`no field "${FILE}"`);
      if (name === FILE) {
        const file = streamOf(lastPart(reader, edge));
        return { fields: Object.fromEntries(fields), file, release: () => reader.release() };
      }
      fields.set(name, await reader.text(edge, FIELD_LIMIT));
    }
    throw broken(`more than ${MOST_FIELDS} fields`);
  } catch (error) {
    reader.release();
    throw error;
  }
}

/** The name of the part that begins; null: the form is over. */
async function nextName(reader: ByteReader): Promise<string | null> {
  const lead = await reader.bytes(2);
  if (lead === '--') return null;
  if (lead !== '\r\n') throw broken('no line ends after a boundary');
  const head = await reader.text(Buffer.from('\r\n\r\n'), HEADER_LIMIT);
  const disposition = /^content-disposition:(.*)$/im.exec(head)?.[1] ?? '';
  const name = /;\s*name="([^"]{1,100})"/i.exec(disposition)?.[1];
  if (name === undefined) throw broken('a field has no name');
  return name;
}

/** The file's bytes; what follows it must be the end. */
async function* lastPart(reader: ByteReader, edge: Buffer): AsyncGenerator<Buffer> {
  yield* reader.until(edge);
  if ((await reader.bytes(2)) !== '--') throw broken(`a field follows "${FILE}"`);
}

/** Unlike what `Readable.from` makes, destroyed at once: that would wait for the next bytes of a body that may have stalled. */
function streamOf(chunks: AsyncGenerator<Buffer>): Readable {
  return new Readable({
    read() {
      chunks.next().then(
        ({ done, value }) => this.push(done === true ? null : value),
        (error: unknown) => this.destroy(error instanceof Error ? error : new Error(String(error))),
      );
    },
  });
}

/** Bytes of a stream up to what marks their end. */
class ByteReader {
  readonly #body: Readable;
  readonly #source: AsyncIterator<Buffer>;
  /** The first boundary may stand at the very beginning, without a line end before it. */
  #held: Buffer = Buffer.from('\r\n');

  constructor(body: Readable) {
    this.#body = body;
    this.#source = body.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>;
  }

  /** Up to `mark`, which is read too; no more than `limit` bytes. */
  async text(mark: Buffer, limit: number): Promise<string> {
    const parts: Buffer[] = [];
    let size = 0;
    for await (const part of this.until(mark)) {
      size += part.length;
      if (size > limit) throw new VigilError('payload_too_large', `a field has more than ${limit} bytes`);
      parts.push(part);
    }
    return Buffer.concat(parts).toString('utf8');
  }

  /** Just so many, as Latin-1. */
  async bytes(count: number): Promise<string> {
    while (this.#held.length < count) await this.#more();
    const taken = this.#held.subarray(0, count);
    this.#held = this.#held.subarray(count);
    return taken.toString('latin1');
  }

  async *until(mark: Buffer): AsyncGenerator<Buffer> {
    for (;;) {
      const at = this.#held.indexOf(mark);
      // The mark may have begun in the last bytes.
      const sure = at >= 0 ? at : Math.max(0, this.#held.length - mark.length + 1);
      const part = this.#held.subarray(0, sure);
      this.#held = this.#held.subarray(at >= 0 ? at + mark.length : sure);
      if (part.length > 0) yield part;
      if (at >= 0) return;
      await this.#more();
    }
  }

  release(): void {
    void this.#source.return?.().then(
      () => this.#body.resume(),
      () => undefined,
    );
  }

  async #more(): Promise<void> {
    const next = await this.#source.next();
    if (next.done === true) throw broken('it breaks off');
    this.#held = this.#held.length === 0 ? next.value : Buffer.concat([this.#held, next.value]);
  }
}
