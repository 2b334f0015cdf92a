import { Busboy, type BusboyInstance } from '@fastify/busboy';
import { Readable } from 'node:stream';
import { VigilError } from '../../shared/errors.ts';

/** A form (`multipart/form-data`, RFC 7578) whose file comes last and is never held in memory. */
export interface Form {
  /** Text fields by name, all of them before the file. */
  readonly fields: Readonly<Record<string, string>>;
  /** The bytes of the field `file`. Errors when the form breaks off within, or anything follows it. */
  readonly file: Readable;
  /** Lets the rest of the body through unread, so that the caller can read why it was refused. */
  readonly release: () => void;
}

const FIELD_LIMIT = 512 * 1024;
const MOST_FIELDS = 8;
const LIMITS = {
  fieldSize: FIELD_LIMIT,
  fields: MOST_FIELDS,
  files: 1,
  fieldNameSize: 100,
  headerPairs: 20,
  headerSize: 4096,
};
const FILE = 'file';

const broken = (message: string) => new VigilError('validation_failed', `the form cannot be read: ${message}`);

/** Whether a content type is that of a form. Pure. */
export const isForm = (contentType: string): boolean => /^multipart\/form-data\s*;/i.test(contentType);

/**
 * Reads a form up to the first byte of its file.
 * @throws VigilError validation_failed: it is no form, has no file, too many fields, or one after the file; payload_too_large: a field is
 */
export async function readForm(body: Readable, contentType: string): Promise<Form> {
  const parser = parserOf(contentType);
  const fields = new Map<string, string>();
  const begun = Promise.withResolvers<Readable>();
  const over = Promise.withResolvers<void>();
  // Nobody waits for it where the file is given up.
  over.promise.catch(() => undefined);
  const fail = (error: VigilError): void => {
    begun.reject(error);
    over.reject(error);
  };
  let hasFile = false;
  parser.on('field', (name: string | undefined, value, _nameTruncated, valueTruncated) => {
    if (hasFile) fail(broken(`a field follows "${FILE}"`));
    else if (name === undefined) fail(broken('a field has no name'));
    else if (valueTruncated) fail(new VigilError('payload_too_large', `a field has more than ${FIELD_LIMIT} bytes`));
    else fields.set(name, value);
  });
  parser.on('file', (_name, file) => {
    hasFile = true;
    // Told to whoever listens at that moment, and only told: the stream is not ended by it.
    file.on('error', (error) => {
      fail(broken(error.message));
      file.destroy(error);
    });
    begun.resolve(file);
  });
  parser.on('filesLimit', () => fail(broken(`a second "${FILE}"`)));
  parser.on('fieldsLimit', () => fail(broken(`more than ${MOST_FIELDS} fields`)));
  parser.on('error', (error) => fail(broken(error instanceof Error ? error.message : String(error))));
  parser.on('finish', () => {
    begun.reject(broken(`no field "${FILE}"`));
    over.resolve();
  });
  body.once('close', () => {
    if (!body.readableEnded) fail(broken('it breaks off'));
  });
  body.pipe(parser);
  const release = (): void => {
    body.unpipe(parser);
    body.resume();
  };
  try {
    const file = streamOf(wholeFile(await begun.promise, over.promise));
    return { fields: Object.fromEntries(fields), file, release };
  } catch (error) {
    release();
    throw error;
  }
}

function parserOf(contentType: string): BusboyInstance {
  try {
    return new Busboy({
      headers: { 'content-type': contentType },
      limits: LIMITS,
      isPartAFile: (name) => name === FILE,
    });
  } catch (error) {
    throw broken(error instanceof Error ? error.message : String(error));
  }
}

/** The file is whole when the form is over and nothing came behind it. */
async function* wholeFile(file: Readable, over: Promise<void>): AsyncGenerator<Buffer> {
  try {
    yield* file as AsyncIterable<Buffer>;
  } catch (error) {
    throw broken(error instanceof Error ? error.message : String(error));
  }
  await over;
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
