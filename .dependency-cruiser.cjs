// The import table of docs/architecture.md: who may import whom, and that there are no circles.
const outside = (allowed) => `^src/(?!(${allowed.join('|')})/)`;

const layer = (name, mayImport, comment) => ({
  name: `layer-${name}`,
  comment,
  severity: 'error',
  from: { path: `^src/${name}/` },
  to: { path: outside([name, ...mayImport]) },
});

const modules = (name, forbidden, comment) => ({
  name: `modules-${name}`,
  comment,
  severity: 'error',
  from: { path: `^src/${name}/` },
  to: forbidden,
});

const engineFolders = [
  'alerts',
  'archive',
  'camera',
  'catalog',
  'check',
  'config',
  'detection',
  'events',
  'ffmpeg',
  'frames',
  'health',
  'http',
  'inference',
  'live',
  'media',
  'models',
  'modes',
  'motion',
  'recording',
  'retention',
  'rules',
  'storage',
  'tiers',
  'tracking',
  'vision',
];

module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    layer('shared', [], 'shared is for every layer, so it leans on none'),
    layer('engine', ['shared'], 'the engine knows no host and no interface'),
    layer('simulator', ['shared'], 'a camera to test and show against stands alone'),
    layer('server', ['engine', 'simulator', 'shared'], 'the server host'),
    layer('main', ['engine', 'simulator', 'shared'], 'the desktop host'),
    layer('preload', ['shared'], 'the preload hands over, it does not do'),
    layer('renderer', ['shared'], 'the interface has one way in: HTTP'),
    modules('shared', { dependencyTypes: ['core'] }, 'shared runs in a browser too'),
    modules('shared', { path: 'node_modules/(?!zod/)' }, 'zod only'),
    modules(
      '(engine|server|simulator|shared|renderer)',
      { path: 'node_modules/electron/' },
      'only main and preload know electron',
    ),
    modules(
      '(engine|server|simulator)',
      { path: 'node_modules/(react|react-dom|@mantine|zustand)/' },
      'no interface here',
    ),
    modules('simulator', { path: 'node_modules/' }, 'node:* only'),
    modules('(renderer|preload)', { dependencyTypes: ['core'] }, 'no Node in the interface'),
    // One door a folder: index.ts. Types that several folders share stand at engine's top.
    ...engineFolders.map((folder) => ({
      name: `door-${folder}`,
      comment: `others enter ${folder} by its index.ts`,
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/engine/${folder}/` },
      to: { path: `^src/engine/${folder}/(?!index\\.ts$)` },
    })),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
