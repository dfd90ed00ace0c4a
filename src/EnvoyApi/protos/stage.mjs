// Copies the protos that seeds.txt names, and all that they import, into one folder, with the overlay's fields added.
//
//   node stage.mjs PACKAGE PROTOS OUT
//
// PACKAGE is the unpacked npm package @grpc/grpc-js-xds, PROTOS this folder. Writes OUT/include/**.proto and the list
// OUT/files.rsp for protoc. Only changed files are written, so that an unchanged tree stays up to date.
import fs from 'node:fs';
import path from 'node:path';

const [packageDir, protosDir, outDir] = process.argv.slice(2);
const includeDir = path.join(outDir, 'include');

const roots = [
  path.join(protosDir, 'shim'),
  ...['envoy-api', 'xds', 'protoc-gen-validate', 'googleapis'].map(name => path.join(packageDir, 'deps', name)),
];
const overlay = JSON.parse(fs.readFileSync(path.join(protosDir, 'overlay.json'), 'utf8'));
const seeds = fs.readFileSync(path.join(protosDir, 'seeds.txt'), 'utf8')
  .split(/\r?\n/)
  .filter(line => line && !line.startsWith('#'));

const staged = new Map();
for (const seed of seeds) {
  stage(seed, 'seeds.txt');
}
for (const [proto, text] of staged) {
  writeIfChanged(path.join(includeDir, proto), text);
}
removeAllBut(includeDir, staged);
writeIfChanged(path.join(outDir, 'files.rsp'), [...staged.keys()].sort().join('\n') + '\n');
console.log(`staged ${staged.size} protos`);

function stage(proto, importedBy) {
  if (staged.has(proto) || proto.startsWith('google/protobuf/')) {
    return;
  }
  const file = roots.map(root => path.join(root, proto)).find(candidate => fs.existsSync(candidate));
  if (!file) {
    fail(importedBy, `no proto is named ${proto}`);
  }
  const text = withOverlay(proto, fs.readFileSync(file, 'utf8').replaceAll('\r\n', '\n'));
  staged.set(proto, text);
  for (const match of text.matchAll(/^import\s+(?:public\s+|weak\s+)?"([^"]+)"/gm)) {
    stage(match[1], proto);
  }
}

function withOverlay(proto, text) {
  const { import: imports = [], ...messages } = overlay[proto] ?? {};
  for (const imported of imports) {
    text = text.replace(/^package [^;]+;\n/m, line => `${line}\nimport "${imported}";\n`);
  }
  for (const [message, fields] of Object.entries(messages)) {
    const opening = new RegExp(`^(\\s*)message ${message} \\{\\n`, 'm');
    if (!opening.test(text)) {
      fail('overlay.json', `${proto} has no message ${message}`);
    }
    text = text.replace(opening, (line, indent) => line + fields.map(field => `${indent}  ${field}\n`).join(''));
  }
  return text;
}

function writeIfChanged(file, text) {
  if (!fs.existsSync(file) || fs.readFileSync(file, 'utf8') !== text) {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }
}

function removeAllBut(dir, wanted) {
  for (const entry of fs.readdirSync(dir, { withFileTypes: true, recursive: true })) {
    const file = path.join(entry.parentPath ?? entry.path, entry.name);
    if (entry.isFile() && !wanted.has(path.relative(dir, file).split(path.sep).join('/'))) {
      fs.rmSync(file);
    }
  }
}

function fail(file, message) {
  console.error(`${file}: error: ${message}`);
  process.exit(1);
}
