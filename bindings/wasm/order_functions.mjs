// Puts the functions of a WebAssembly module into an order in which it compresses well. gzip finds
// again what it has seen in the last 32 KB, so functions that are alike belong together; the linker
// leaves them as the sources had them.
//
//   node order_functions.mjs MODULE
//
// Only the order changes: binaryen's text of the module names functions, and its assembler counts
// them anew. That the text says all, assembling it as it is shows each time.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

// Two functions are alike by the runs of so many lines that both have.
const linesTogether = 3;
// What gzip still remembers, in lines.
const linesRemembered = 12_000;
// What more functions than these have is near wherever one stands.
const functionsMax = 100;
// The linker has put the most called functions first, where a call takes a byte less.
const keptFirst = 128;

const features = ['--enable-bulk-memory', '--enable-sign-ext', '--enable-nontrapping-float-to-int',
  '--enable-mutable-globals'];

// The text, with the lines of each function by themselves.
function split(text) {
  const parts = { before: [], functions: [], after: [] };
  let open = null;
  for (const line of text.split('\n')) {
    if (open === null && line.startsWith(' (func ')) {
      open = [];
      parts.functions.push(open);
    }
    if (open !== null) open.push(line);
    else (parts.functions.length === 0 ? parts.before : parts.after).push(line);
    if (line === ' )') open = null;
  }
  return parts;
}

// Which runs of lines each function has, as numbers, and for each run which functions have it. Runs
// that say nothing about neighbours are left out, and counted among how many each has.
function runsOf(functions) {
  const numbers = new Map();
  const ownersOf = [];
  const all = functions.map((lines, owner) => {
    const body = lines.slice(1).map((line) => line.trim());
    const runs = new Set();
    for (let i = 0; i + linesTogether <= body.length; ++i) {
      const run = body.slice(i, i + linesTogether).join('\n');
      if (!numbers.has(run)) numbers.set(run, ownersOf.push([]) - 1);
      runs.add(numbers.get(run));
    }
    for (const run of runs) ownersOf[run].push(owner);
    return [...runs];
  });
  const tells = (run) => ownersOf[run].length > 1 && ownersOf[run].length <= functionsMax;
  return {
    ownersOf,
    runs: all.map((runs) => runs.filter(tells)),
    counts: all.map((runs) => runs.length),
  };
}

// Next is always the function of which most is remembered, for its length.
function inOrder(functions) {
  const { ownersOf, runs, counts } = runsOf(functions);
  const seen = new Int32Array(ownersOf.length); // how often what is remembered has each run
  const known = new Int32Array(functions.length); // what is remembered of its runs
  // Of two functions that have a run, the fewer others have it, the more they belong together.
  const worth = ownersOf.map((owners) => Math.round(1000 / Math.log2(1 + owners.length)));
  // By the share of what is known the short ones would all come first, by its amount the long ones.
  const weights = counts.map((own) => (own + 1) ** 0.8);
  const left = new Set(functions.keys());
  const order = [];
  let oldest = 0;
  let remembered = 0;

  const count = (run, sign) => {
    for (const owner of ownersOf[run]) known[owner] += sign * worth[run];
  };
  const place = (one) => {
    left.delete(one);
    order.push(one);
    remembered += functions[one].length;
    for (const run of runs[one]) if (seen[run]++ === 0) count(run, 1);
    while (remembered > linesRemembered && oldest < order.length - 1) {
      const forgotten = order[oldest++];
      remembered -= functions[forgotten].length;
      for (const run of runs[forgotten]) if (--seen[run] === 0) count(run, -1);
    }
  };
  for (let one = 0; one < Math.min(keptFirst, functions.length); ++one) place(one);
  while (left.size > 0) {
    let best = -1;
    for (const one of left) {
      if (best < 0 || known[one] * weights[best] > known[best] * weights[one]) best = one;
    }
    place(best);
  }
  return order.map((one) => functions[one]);
}

function textOf(file) {
  return execFileSync('wasm-dis', [...features, file], { maxBuffer: 2 ** 30 }).toString();
}

function assembled(text, file) {
  writeFileSync(`${file}.wat`, text);
  execFileSync('wasm-as', [...features, `${file}.wat`, '-o', file]);
  return readFileSync(file);
}

const module = path.resolve(process.argv[2]);
const folder = mkdtempSync(`${module}.`);
const made = path.join(folder, 'made.wasm');
try {
  // As binaryen writes it, so that the same text gives the same bytes.
  const first = assembled(textOf(module), made);
  const text = textOf(made);
  assert(assembled(text, made).equals(first), `${module} is not what its text says`);
  const { before, functions, after } = split(text);
  const ordered = [...before, ...inOrder(functions).flat(), ...after].join('\n');
  assert(WebAssembly.validate(assembled(ordered, made)), `${module} was spoiled`);
  renameSync(made, module);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
