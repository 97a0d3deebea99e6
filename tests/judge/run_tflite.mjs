// Runs TensorFlow Lite files in its runtime, compiled to WebAssembly: node run_tflite.mjs JOBS.json, where
// BITPRISM_JUDGE names the folder that holds node_modules. A job is {"model", "inputs": [file], "outputs": stem}: inputs
// in the file's order as little-endian floats, turned into what the file takes (codes stay codes); output i goes to
// stem.i as floats, and stem.json tells the outputs' names, shapes and types.
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

const require = createRequire(resolve(process.env.BITPRISM_JUDGE ?? '.', 'judge.cjs'));
const folder = resolve(dirname(require.resolve('@tensorflow/tfjs-tflite/package.json')), 'wasm');
const makeRuntime = require(resolve(folder, 'tflite_web_api_cc_simd.js'));
const wasmBinary = readFileSync(resolve(folder, 'tflite_web_api_cc_simd.wasm'));

let said = [];
const startRuntime = () => makeRuntime({ wasmBinary, print: () => {}, printErr: (line) => said.push(line) });

// Lists of the runtime must be deleted by hand.
function items(list) {
  const all = Array.from({ length: list.size() }, (_, i) => list.get(i));
  list.delete();
  return all;
}

const floatsIn = (path) => new Float32Array(new Uint8Array(readFileSync(path)).buffer);

function run(runtime, job) {
  const bytes = readFileSync(job.model), place = runtime._malloc(bytes.length);
  runtime.HEAPU8.set(bytes, place);
  const options = { numThreads: 1, enableProfiling: false, maxProfilingBufferEntries: 1 };
  const made = runtime.TFLiteWebModelRunner.CreateFromBufferAndOptions(place, bytes.length, options);
  if (!made.ok()) throw new Error(made.errorMessage());
  const network = made.value();
  items(network.GetInputs()).forEach((input, i) => {
    const given = floatsIn(job.inputs[i]), wanted = input.data();
    if (given.length !== wanted.length)
      throw new Error(`input '${input.name}' of ${input.shape} takes ${wanted.length} numbers, not ${given.length}`);
    wanted.set(given);
  });
  if (!network.Infer()) throw new Error('it cannot be run');
  const told = items(network.GetOutputs()).map((output, i) => {
    writeFileSync(`${job.outputs}.${i}`, Buffer.from(Float32Array.from(output.data(), Number).buffer));
    return { name: output.name, shape: output.shape.split(',').filter((extent) => extent).map(Number), type: output.dataType };
  });
  writeFileSync(`${job.outputs}.json`, JSON.stringify(told));
  network.delete();
  runtime._free(place);
}

let runtime = await startRuntime();
for (const job of JSON.parse(readFileSync(process.argv[2], 'utf8'))) {
  said = [];
  try {
    run(runtime, job);
  } catch (problem) {
    console.error(`${job.model}: ${problem.message ?? problem} ${said.join(' ')}`);
    process.exitCode = 1;
    runtime = await startRuntime();  // what has failed may have left it in any state
  }
}
