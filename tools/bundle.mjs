import { rolldown } from 'rolldown';

/** Writes entries of the server, and all that they import, as a few files: a start then reads a handful of modules instead of a thousand. */
export async function bundle(root, input, outDir) {
  // Native or loaded by name at first use.
  const external = [/^node:/, /^@node-rs\//, /^undici$/, /^pg-native$/];
  const made = await rolldown({ cwd: root, platform: 'node', input, external });
  await made.write({ dir: outDir, format: 'esm', entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' });
  await made.close();
}
