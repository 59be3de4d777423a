// Makes the npm packages: `node packaging/npm/build.mjs OUT TARGET=PROGRAM ...`, for example
// `node packaging/npm/build.mjs target/npm x86_64-unknown-linux-gnu=target/release/keystop`.
//
// One package a platform holds the program and says where it runs (`os`, `cpu`); the package `keystop` depends on all
// of them as optional, so npm installs just the one that fits. No install script runs.
import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PLATFORMS = {
  'x86_64-unknown-linux-gnu': { os: 'linux', cpu: 'x64' },
  'x86_64-unknown-linux-musl': { os: 'linux', cpu: 'x64' },
  'aarch64-unknown-linux-gnu': { os: 'linux', cpu: 'arm64' },
  'aarch64-unknown-linux-musl': { os: 'linux', cpu: 'arm64' },
  'x86_64-apple-darwin': { os: 'darwin', cpu: 'x64' },
  'aarch64-apple-darwin': { os: 'darwin', cpu: 'arm64' },
  'x86_64-pc-windows-msvc': { os: 'win32', cpu: 'x64' },
  'x86_64-pc-windows-gnu': { os: 'win32', cpu: 'x64' },
};

const here = dirname(fileURLToPath(import.meta.url));
const top = join(here, '..', '..');
const version = /^version = "(.*)"/m.exec(readFileSync(join(top, 'Cargo.toml'), 'utf8'))[1];
const [out, ...programs] = process.argv.slice(2);
if (!out || programs.length === 0) {
  console.error('usage: node build.mjs OUT TARGET=PROGRAM ...');
  process.exit(2);
}

const common = {
  version,
  description: 'A Git pre-commit hook that stops API keys from being committed',
  license: 'MIT OR Apache-2.0',
};

function write(directory, manifest, files) {
  for (const [name, source] of Object.entries(files)) {
    const file = join(directory, name);
    mkdirSync(dirname(file), { recursive: true });
    copyFileSync(source, file);
    if (name.startsWith('bin/')) chmodSync(file, 0o755);
  }
  writeFileSync(join(directory, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  console.log(directory);
}

const optionalDependencies = {};
for (const argument of programs) {
  const [target, program] = argument.split('=', 2);
  const platform = PLATFORMS[target];
  if (!platform || !program) {
    console.error(`build.mjs: \`${argument}\`: write TARGET=PROGRAM, with one of ${Object.keys(PLATFORMS).join(', ')}`);
    process.exit(2);
  }
  const name = `@keystop/${platform.os}-${platform.cpu}`;
  const file = platform.os === 'win32' ? 'bin/keystop.exe' : 'bin/keystop';
  write(
    join(out, `${platform.os}-${platform.cpu}`),
    { name, ...common, os: [platform.os], cpu: [platform.cpu], files: ['bin'], preferUnplugged: true },
    { [file]: program, 'LICENSE-MIT': join(top, 'LICENSE-MIT'), 'LICENSE-APACHE': join(top, 'LICENSE-APACHE') },
  );
  optionalDependencies[name] = version;
}
write(
  join(out, 'keystop'),
  { name: 'keystop', ...common, bin: { keystop: 'bin/keystop.js' }, files: ['bin'], optionalDependencies, engines: { node: '>=16' } },
  { 'bin/keystop.js': join(here, 'keystop.js'), 'README.md': join(top, 'README.md') },
);
