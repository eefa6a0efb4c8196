/** Writes entries of the server, and all that they import, as a few files into a folder. Paths of entries are relative to the repository's root. */
export function bundle(root: string, input: Readonly<Record<string, string>>, outDir: string): Promise<void>;
