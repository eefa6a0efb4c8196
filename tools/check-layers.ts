import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { belowFloor, countByGit, printReport, readImports, walkFiles } from './source-tree.ts';
import type { ImportStatement, Report } from './source-tree.ts';

const folders = ['server/src', 'sdk', 'cli', 'dashboard'];
const sourceFile = /\.(ts|tsx|mts)$/;
const testFile = /(\.test\.tsx?$|\/test\/|\/fixtures\/)/;

/** Which layers of server/src a layer may import, besides itself. The root files (main, compose, config) see all. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  store: ['kernel'],
  domain: ['store', 'kernel'],
  login: ['domain', 'kernel'],
  engine: ['domain', 'kernel'],
  events: ['domain', 'kernel'],
  mail: ['kernel'],
  models: ['kernel'],
  tools: ['kernel'],
  'tool-servers': ['kernel'],
  faces: ['domain', 'kernel'],
  http: ['faces', 'domain', 'kernel'],
};

/** Layers whose types alone may be named: of a transaction by those who open one, of the settings ('') by the listener. */
const allowedTypes: Readonly<Record<string, readonly string[]>> = { login: ['store'], engine: ['store'], events: ['store'], http: [''] };

/** A noun may import the nouns before it, never one after it. */
const nounOrder = [
  'audit',
  'activity',
  'orgs',
  'people',
  'providers',
  'agents',
  'tool-servers',
  'credentials',
  'tokens',
  'teams',
  'sessions',
  'runs',
  'messages',
  'traces',
  'launches',
  'projects',
  'routing',
  'tasks',
  'deliverables',
  'comments',
  'execution',
  'interactions',
  'notifications',
  'webhooks',
  'profiles',
  'insight',
];

interface Place {
  readonly unit: 'server' | 'sdk' | 'cli' | 'dashboard' | 'elsewhere';
  /** Layer below server/src; '' for its root files. */
  readonly layer: string;
  /** Noun of the domain or name of the face; '' for a layer's own files, in the domain its foundation (operation, home). */
  readonly part: string;
  readonly isDoor: boolean;
}

/**
 * Reads every import of server, sdk, cli and dashboard and reports those that break the dependency rule.
 * Fails too when it saw fewer files than git lists. Source: docs/decisions and AGENTS.md, "The dependency rule".
 */
export function checkLayers(root: string, least = 1): Report {
  const files = walkFiles(root, folders, sourceFile);
  const problems: string[] = [];
  let imports = 0;
  for (const file of files) {
    for (const statement of readImports(root, file)) {
      imports += 1;
      const refusal = testFile.test(file) ? undefined : judge(file, statement);
      if (refusal !== undefined) problems.push(`${file}:${statement.line} imports ${statement.specifier}: ${refusal}`);
    }
  }
  problems.push(...belowFloor(files.length, countByGit(root, folders, sourceFile), least));
  return { summary: `${files.length} modules, ${imports} imports`, problems };
}

/** The rule an import breaks, or undefined. */
function judge(file: string, { specifier, isTypeOnly }: ImportStatement): string | undefined {
  const from = placeOf(file);
  const to = placeOf(resolve(file, specifier));
  if (to.unit === 'elsewhere') return undefined;
  if (from.unit !== 'server') return to.unit === 'server' ? `${from.unit} never imports the server` : undefined;
  if (to.unit !== 'server') return 'the server never imports its clients';
  return judgeServer(from, to, isTypeOnly);
}

function judgeServer(from: Place, to: Place, isTypeOnly: boolean): string | undefined {
  if (from.layer === '') return undefined;
  if (isTypeOnly && allowedTypes[from.layer]?.includes(to.layer) === true) return undefined;
  if (to.layer === '') return 'nothing imports the composition root; take what you need as an argument';
  const layers = allowed[from.layer];
  if (layers === undefined) return `layer ${from.layer} is unknown; add it to tools/check-layers.ts`;
  if (from.layer !== to.layer && !layers.includes(to.layer)) return `${from.layer} may import ${[...layers, from.layer].join(', ')} only`;
  if (to.layer === 'domain') return judgeDomain(from, to, isTypeOnly);
  // The layer's own index.ts lists the faces; it belongs to none of them.
  if (from.layer === 'faces' && from.part !== '' && to.layer === 'faces' && from.part !== to.part && to.part !== 'kit') {
    return 'a face never imports another face';
  }
  return undefined;
}

function judgeDomain(from: Place, to: Place, isTypeOnly: boolean): string | undefined {
  if (to.part === '' || (from.layer === 'domain' && from.part === to.part)) return undefined;
  if (!to.isDoor) return `domain/${to.part} is entered by its index.ts only`;
  if (from.layer !== 'domain') return undefined;
  if (from.part === '')
    return to.part === 'audit' || isTypeOnly ? undefined : `the domain's foundation uses no noun but audit; it may name types`;
  const [own, other] = [nounOrder.indexOf(from.part), nounOrder.indexOf(to.part)];
  if (own === -1 || other === -1) return `noun ${own === -1 ? from.part : to.part} has no place in the noun order of tools/check-layers.ts`;
  return other > own ? `${from.part} comes before ${to.part} in the noun order` : undefined;
}

function resolve(file: string, specifier: string): string {
  if (specifier.startsWith('.')) return posix.normalize(posix.join(posix.dirname(file), specifier));
  const workspace = /^@forgeyard\/(server|sdk|dashboard)(?:\/|$)/.exec(specifier)?.[1];
  return workspace === undefined ? '' : `${workspace}/src/main.ts`;
}

function placeOf(path: string): Place {
  const [unit = '', src = '', layer = '', part = ''] = path.split('/');
  const isDoor = path.split('/').length === 5 && path.endsWith('/index.ts');
  if (unit === 'server' && src === 'src') {
    const isRootFile = layer.includes('.');
    return { unit, layer: isRootFile ? '' : layer, part: part.includes('.') ? '' : part, isDoor };
  }
  if (unit === 'sdk' || unit === 'cli' || unit === 'dashboard' || unit === 'server') return { unit, layer: '', part: '', isDoor };
  return { unit: 'elsewhere', layer: '', part: '', isDoor };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  printReport('layers', checkLayers(process.argv[2] ?? process.cwd()));
}
