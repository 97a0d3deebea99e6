// Exports side by side in ONNX Runtime: node export_speed.mjs JOBS.json, where BITPRISM_JUDGE names the folder that holds
// node_modules. JOBS is [{"network", "shape", "batches", "files": [{"name", "path", "plan"}]}], the float file first.
// Every file of a network runs in turn, again and again, so that other work on the machine meets all of them alike; what
// is printed is the median time and the median of the ratios to the float file of the same turn.
import { createRequire } from 'node:module';
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';

const require = createRequire(resolve(process.env.BITPRISM_JUDGE ?? '.', 'judge.cjs'));
const ort = require('onnxruntime-node');
const secondsEach = Number(process.env.BITPRISM_SECONDS ?? 2), shortestTurn = 8e6;

// The fields of a protobuf message: [number, bytes or number].
function* fields(bytes) {
  let at = 0;
  const varint = () => {
    let value = 0, scale = 1;
    for (;; scale *= 128) {
      const byte = bytes[at++];
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const key = varint(), number = Math.floor(key / 8), type = key % 8;
    if (type === 0) yield [number, varint()];
    else if (type === 2) {
      const length = varint();
      yield [number, bytes.subarray(at, at + length)];
      at += length;
    } else {
      at += type === 1 ? 8 : 4;
      yield [number, null];
    }
  }
}

// How many nodes of each operator a model file has (ModelProto.graph = 7, GraphProto.node = 1, NodeProto.op_type = 4).
function operators(path) {
  const counts = {};
  for (const [number, graph] of fields(readFileSync(path)))
    if (number === 7)
      for (const [field, node] of fields(graph))
        if (field === 1)
          for (const [part, value] of fields(node))
            if (part === 4) counts[value.toString()] = (counts[value.toString()] ?? 0) + 1;
  return counts;
}

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

async function opened(file, threads) {
  const optimized = `${file.path}.optimized`;
  const session = await ort.InferenceSession.create(file.path, {
    logSeverityLevel: 3, intraOpNumThreads: threads, interOpNumThreads: 1, graphOptimizationLevel: 'all',
    optimizedModelFilePath: optimized
  });
  return { ...file, session, operators: operators(optimized) };
}

async function turn(file, feeds) {
  const begin = process.hrtime.bigint();
  let runs = 0, taken;
  do {
    await file.session.run(feeds);
    ++runs;
    taken = Number(process.hrtime.bigint() - begin);
  } while (taken < shortestTurn);
  return taken / runs;
}

for (const job of JSON.parse(readFileSync(process.argv[2], 'utf8'))) {
  console.log(`${job.network}: bytes, of the plan, and operators after optimization`);
  for (const threads of [1, 2]) {
    const files = [];
    for (const file of job.files) files.push(await opened(file, threads));
    if (threads === 1)
      for (const file of files) {
        const bytes = statSync(file.path).size;
        const counted = Object.entries(file.operators).sort((a, b) => b[1] - a[1]).map(([op, count]) => `${count} ${op}`);
        console.log(`  ${file.name.padEnd(8)} ${String(bytes).padStart(9)} ${(bytes / file.plan).toFixed(3)}  ` +
                    counted.join(', '));
      }
    for (const batch of job.batches) {
      const size = batch * job.shape.reduce((a, b) => a * b, 1);
      const values = new Float32Array(size).map(() => Math.random() * 2 - 1);
      const feedsOf = (file) => ({ [file.session.inputNames[0]]: new ort.Tensor('float32', values, [batch, ...job.shape]) });
      const times = files.map(() => []);
      for (const file of files) await file.session.run(feedsOf(file));
      const end = Date.now() + 1000 * secondsEach * files.length;
      do {
        for (const [i, file] of files.entries()) times[i].push(await turn(file, feedsOf(file)));
      } while (Date.now() < end);
      const row = files.map((file, i) => {
        const ratio = median(times[i].map((time, k) => times[0][k] / time));
        return `${file.name} ${(median(times[i]) * 1e-6).toFixed(2)} ms x${ratio.toFixed(2)}`;
      });
      console.log(`  batch ${batch}, threads ${threads}: ${row.join(', ')}`);
    }
  }
}
