import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const filesMax = 200;
const compress = {
  br: (body: Buffer) => promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } }),
  gzip: promisify(gzip),
} as const;

/** Compresses files that never change, once each, for clients that accept it. */
export class CompressedFiles {
  readonly #known = new Map<string, Promise<Buffer>>();

  /** The file's compressed text, or undefined where the client accepts neither encoding or the file is not worth it. */
  async of(path: string, acceptEncoding: string): Promise<{ readonly body: Buffer; readonly encoding: 'br' | 'gzip' } | undefined> {
    if (!/\.(?:js|css|svg)$/.test(path)) return undefined;
    const encoding = /\bbr\b/.test(acceptEncoding) ? 'br' : /\bgzip\b/.test(acceptEncoding) ? 'gzip' : undefined;
    if (encoding === undefined) return undefined;
    const key = `${encoding}:${path}`;
    const body = this.#known.get(key) ?? readFile(path).then((text) => compress[encoding](text));
    if (this.#known.size < filesMax) this.#known.set(key, body);
    return { body: await body, encoding };
  }
}
